import { writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect, test as base } from 'vitest'
import { http, service } from 'vitest-mirakuru'

/** Reads its name and its socket from a file, which is written just before the start. */
const clerk = service('clerk', {
  command: ({ dir }) => {
    writeFileSync(`${dir}/clerk.json`, JSON.stringify({ name: 'clerk', socket: `${dir}/socket` }))
    return ['node', 'test/recipes/hand-over.js', '--config', `${dir}/clerk.json`]
  },
  // The health check uses the socket, because there is no port.
  ready: http('/healthz', { socketPath: ({ dir }) => `${dir}/socket` }),
})

const test = base.extend('clerk', { scope: 'file' }, clerk)

test('a configuration is written before the start', async ({ clerk }) => {
  const asked = request({ socketPath: `${clerk.dir}/socket` }).end()
  const answer = await new Promise<NodeJS.ReadableStream>((resolve) => {
    asked.once('response', resolve)
  })
  expect(JSON.parse(await text(answer))).toEqual(['clerk'])
})
