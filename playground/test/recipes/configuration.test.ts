import { writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect, test as base } from 'vitest'
import { extend, http, service, type CommandSpec } from 'vitest-mirakuru'

/** It reads its name and its socket from a file, which is written just before it starts. */
const clerk = service('clerk', {
  command: ({ dir }) => {
    writeFileSync(`${dir}/clerk.json`, JSON.stringify({ name: 'clerk', socket: `${dir}/socket` }))
    return ['node', 'test/recipes/hand-over.js', '--config', `${dir}/clerk.json`]
  },
  // Its health is asked on the socket: it has no port.
  ready: http('/healthz', { socketPath: ({ dir }) => `${dir}/socket` }),
})

/** What all declarations of the waiter have in common. */
const waiterIn: CommandSpec = {
  command: ({ port }) => ['node', 'test/recipes/hand-over.js', 'waiter', port],
  ready: http(),
}

const waiter = service('waiter', waiterIn)
const frenchWaiter = service('french-waiter', { ...waiterIn, env: { LANGUAGE: 'fr' } })

const test = extend(base, { clerk, waiter: frenchWaiter })

test('a configuration is written before the start', async ({ clerk }) => {
  const asked = request({ socketPath: `${clerk.dir}/socket` }).end()
  const answer = await new Promise<NodeJS.ReadableStream>((resolve) => {
    asked.once('response', resolve)
  })
  expect(JSON.parse(await text(answer))).toEqual(['clerk'])
})

test('this file has the waiter with another environment', ({ waiter: own }) => {
  expect(own.env['LANGUAGE']).toBe('fr')
})

extend(base, { waiter })('others have it as it is', ({ waiter: usual }) => {
  expect(usual.env['LANGUAGE']).not.toBe('fr')
})
