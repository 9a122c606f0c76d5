import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test as base } from 'vitest'
import { IMPORTS, Project, story } from '../../support/vitest-project.ts'

const leansOn = fileURLToPath(new URL('../../processes/leans-on.mjs', import.meta.url))

const SERVICES = `
import { once } from 'node:events'
import { createServer } from 'node:http'
import { http, service, tcp } from 'vitest-mirakuru'
import { journalled, note } from './journal'
const server = (name, says = name) => ({
  ready: http(),
  async start({ host, port }) {
    note('begin', name)
    const server = createServer((_, response) => response.end(says))
    await once(server.listen(port, host), 'listening')
    return {
      async stop() {
        note('end', name)
        server.closeAllConnections()
        await server[Symbol.asyncDispose]()
      },
    }
  },
})
export const redis = service('redis', journalled('redis'))
export const hello = service('hello', server('hello'))
export const mine = service('mine', server('mine'))
export const broken = service('broken', { start: () => Promise.reject(new Error('no such image')) })
/** A command that needs one that is started, and the reverse. */
export const leaning = service('leaning', ({ hello }) => ({
  command: ({ port }) => [process.execPath, '${leansOn}', port, hello.port],
  ready: tcp(),
}))
export const child = service('child', ({ redis }) => server('child', 'child of ' + redis.name))
`
const SETUP = `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { broken, child, hello, leaning, mine, redis } from './services'
export default shareServices([redis, hello, leaning, child, broken, { service: mine, per: 'worker' }])
`
const BEGIN = `${IMPORTS}
import { unshared } from 'vitest-mirakuru'
import { broken, child, hello, leaning, mine, redis } from './services'
const test = base
  .extend('redis', { scope: 'file' }, redis)
  .extend('hello', { scope: 'file' }, hello)
  .extend('leaning', { scope: 'file' }, leaning)
  .extend('child', { scope: 'file' }, child)
  .extend('mine', { scope: 'file' }, mine)
  .extend('broken', broken)
const text = async ({ url }) =>
  (await fetch(url.replace('tcp:', 'http:'), { headers: { connection: 'close' } })).text()
`
const USES = `${BEGIN}
test('uses them', async ({ hello, leaning, child, mine }) => {
  expect(await Promise.all([hello, leaning, child, mine].map(text))).toEqual(
    ['hello', 'hello', 'child of redis', 'mine'],
  )
})
`
const TAKES = `${BEGIN}
test('takes it away', async ({ hello }) => {
  await hello.stopped(() => expect(text(hello)).rejects.toThrow())
  expect([await text(hello), hello.generation, hello.pid]).toEqual(['hello', 2, undefined])
})
test('cannot pause it', ({ hello }) => expect(hello.paused(() => {})).rejects.toThrow('cannot be paused'))
test('fails', ({ broken }) => {})
`
const EXTERNAL = `${BEGIN}
test('is there', async ({ hello, leaning }) => {
  expect(hello.url).toBe(process.env.VITEST_MIRAKURU_HELLO_URL)
  expect([await text(hello), await text(leaning)]).toEqual(['external', 'external'])
})
test('cannot be taken away', ({ hello }) =>
  expect(hello.stopped(() => {})).rejects.toThrow('Cannot call stopped()'))
`

const test = base.extend('project', { scope: 'file' }, async ({}, { onCleanup }) => {
  const files = { 'services.ts': SERVICES, 'setup.ts': SETUP }
  const config = { globalSetup: 'setup.ts', fileParallelism: false }
  const project = await Project.create(files, config)
  onCleanup(() => project[Symbol.asyncDispose]())
  return project
})

test('services of functions are shared like commands', async ({ project }) => {
  await project.write('a.spec.ts', USES)
  await project.write('b.spec.ts', TAKES)
  await project.write('c.spec.ts', USES.replace('uses them', 'uses them, too'))
  const { tests, journal, surviving } = await project.run({ args: ['a', 'b', 'c'] })
  const { fails, ...others } = tests
  expect(Object.values(others).map(({ status, errors }) => status + errors)).toEqual(
    Array.from({ length: 4 }, () => 'passed'),
  )
  expect(fails?.errors).toMatch(/^ExecutorError: broken could not be started: no such image\./)
  expect(story(journal, 'hello')).toBe('begin hello, end hello, begin hello, end hello')
  expect(story(journal, 'mine')).toBe('begin mine, end mine')
  expect(story(journal, 'child')).toBe('begin child, end child')
  expect(surviving).toEqual([])
})

test('an external service is shared without a start', async ({ project }) => {
  const server = createServer((_request, response) => response.end('external'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await project.write('external.spec.ts', EXTERNAL)
  const env = { VITEST_MIRAKURU_HELLO_URL: url }
  const { tests, journal } = await project.run({ args: ['external'], env })
  expect(Object.values(tests).map(({ status, errors }) => status + errors)).toEqual(
    Array.from({ length: 2 }, () => 'passed'),
  )
  expect(story(journal, 'hello')).toBe('')
})

const SCOPES = `${BEGIN}
const own = base
  .extend('tested', unshared(hello))
  .extend('filed', { scope: 'file' }, unshared(mine))
  .extend('worked', { scope: 'worker' }, unshared(hello))
own('one', async ({ tested, filed, worked }) => {
  expect(await Promise.all([tested, filed, worked].map(text))).toEqual(['hello', 'mine', 'hello'])
})
own('two', async ({ tested, filed }) => {
  expect(await Promise.all([tested, filed].map(text))).toEqual(['hello', 'mine'])
})
`

test('unshared services live as long as their scope, in the worker', async ({ project }) => {
  await project.write('scopes.spec.ts', SCOPES)
  const { tests, journal } = await project.run({ args: ['scopes'] })
  expect(Object.values(tests).map(({ status, errors }) => status + errors)).toEqual(
    Array.from({ length: 2 }, () => 'passed'),
  )
  expect(story(journal, 'mine')).toBe('begin mine, end mine')
  const hellos = journal.filter((line) => line.endsWith(' hello'))
  expect(hellos.filter((line) => line.startsWith('begin')).length).toBe(3)
  expect(hellos.filter((line) => line.startsWith('end')).length).toBe(3)
})
