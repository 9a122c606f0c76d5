import { expect, test as base } from 'vitest'
import { program } from '../../support/program.ts'
import { IMPORTS, runProject } from '../../support/vitest-project.ts'
import { reading } from '../../support/read-messages.ts'

/** The source of a service that ends when it gets a signal. */
const db = (name: string): string => `service('${name}', {
  command: [process.execPath, '${program('exits-on.mjs')}', 'SIGUSR2', '7'],
  ready: output('ready'),
})`
/** A service that has the one crash which it depends on, and then waits forever. */
const API = `service('api', ({ db }) => ({
  command: ['sh', '-c', 'kill -USR2 ' + db.pid + '; exec sleep 300'],
  ready: tcp(),
}))`
const LONELY = `${IMPORTS}
import { vi } from 'vitest'
const dies = async (service) => {
  process.kill(service.pid, 'SIGUSR2')
  await vi.waitUntil(async () => !(await service.running()), { interval: 5, timeout: 20_000 })
}
const test = base
  .extend('db', { scope: 'file' }, ${db('db')})
  .extend('queue', { scope: 'file' }, ${db('queue')})
  .extend('cache', { scope: 'file' }, ${db('cache')})
test('beside its own error', async ({ db }) => {
  await dies(db)
  expect(await db.running()).toBe(true)
})
describe('between', () => {
  test.beforeAll(async ({ queue }) => dies(queue))
  test('after it', ({ queue }) => {})
})
test('waits for it', { timeout: 5_000 }, async ({ cache }) => {
  process.kill(cache.pid, 'SIGUSR2')
  await new Promise(() => {})
})
`
const DEPENDENT = (scope: string): string => `${IMPORTS}
const test = base.extend('db', { scope: '${scope}' }, ${db(`${scope}-db`)}).extend('api', { scope: '${scope}' }, ${API})
test('of a ${scope}', ({ api }) => {})
test('of a ${scope} again', ({ api }) => {})
test('of a ${scope} alone', ({ db }) => {})
`
const SHARING = `
import { output, service, tcp } from 'vitest-mirakuru'
import { shareServices } from 'vitest-mirakuru/global-setup'
export const db = ${db('db')}
export const api = ${API}
export default shareServices([db, api])
`
const SHARED = `${IMPORTS}
import { api, db } from './setup'
const test = base.extend('db', db).extend('api', api)
test('of all', ({ api }) => {})
test('of all again', ({ api }) => {})
`

const test = base
  .extend('project', { scope: 'file' }, () =>
    runProject({
      'lonely.spec.ts': LONELY,
      'file.spec.ts': DEPENDENT('file'),
      'worker.spec.ts': DEPENDENT('worker'),
      'test.spec.ts': DEPENDENT('test'),
    }),
  )
  .extend('sharing', { scope: 'file' }, () =>
    runProject(
      { 'shared.spec.ts': SHARED, 'setup.ts': SHARING },
      { config: { globalSetup: './setup.ts' } },
    ),
  )
test.beforeAll(({ project, sharing }) => {
  expect(project.output).toContain('Test Files')
  expect(sharing.output).toContain('Test Files')
})

test('in a test that has an error of its own', ({ project }) => {
  expect(reading(project, 'beside its own error')).toMatchInlineSnapshot(`
    "AssertionError: expected false to be true // Object.is equality

    - Expected
    + Received

    - true
    + false

     ❯ lonely.spec.ts:26:30

    ServiceCrashed: db crashed: it exited with code 7, N ms after it was ready.

    Process: exited with code 7
    Command: NODE PROGRAMS/exits-on.mjs SIGUSR2 7
    Output (last 20 lines):
      | ready
    Log: PROJECT/logs/RUN/db.log
    Fix: if the test makes it exit on purpose, await \`waitForExit()\`, or set \`onCrash: 'ignore'\`.
     ❯ lonely.spec.ts:12:36

    Caused by: Output of the services during this test:
      TIME db | ready
      In full: logs/RUN/db.log"
  `)
})

test('between tests', ({ project }) => {
  expect(reading(project, 'after it')).toMatchInlineSnapshot(`
    "ServiceCrashed: queue crashed: it exited with code 7, N ms after it was ready.

    Process: exited with code 7
    Command: NODE PROGRAMS/exits-on.mjs SIGUSR2 7
    Output (last 20 lines):
      | ready
    Log: PROJECT/logs/RUN/queue.log
    Fix: if the test makes it exit on purpose, await \`waitForExit()\`, or set \`onCrash: 'ignore'\`.
     ❯ lonely.spec.ts:16:39"
  `)
})

test('in a test that waits for it', ({ project }) => {
  expect(reading(project, 'waits for it')).toMatchInlineSnapshot(`
    "Error: Test timed out in 5000ms.
    If this is a long-running test, pass a timeout value as the last argument or configure it globally with "testTimeout".
     ❯ lonely.spec.ts:32:1

    ServiceCrashed: cache crashed: it exited with code 7, N ms after it was ready.

    Process: exited with code 7
    Command: NODE PROGRAMS/exits-on.mjs SIGUSR2 7
    Output (last 20 lines):
      | ready
    Log: PROJECT/logs/RUN/cache.log
    Fix: if the test makes it exit on purpose, await \`waitForExit()\`, or set \`onCrash: 'ignore'\`.
     ❯ lonely.spec.ts:20:39

    Caused by: Output of the services during this test:
      TIME cache | ready
      In full: logs/RUN/cache.log"
  `)
})

test('while another one of a test starts', ({ project }) => {
  expect(reading(project, 'of a test')).toMatchInlineSnapshot(`
    "ServiceCrashed: test-db crashed: it exited with code 7, N ms after it was ready.

    Process: exited with code 7
    Command: NODE PROGRAMS/exits-on.mjs SIGUSR2 7
    Output (last 20 lines):
      | ready
    Log: PROJECT/logs/RUN/test-db.log
    Fix: if the test makes it exit on purpose, await \`waitForExit()\`, or set \`onCrash: 'ignore'\`.
     ❯ test.spec.ts:6:51

    Caused by: Output of the services during this test:
      TIME test-db | ready
      In full: logs/RUN/test-db.log"
  `)
})

test('while another one of a file starts', ({ project }) => {
  expect(reading(project, 'of a file')).toMatchInlineSnapshot(`
    "ServiceCrashed: file-db crashed: it exited with code 7, N ms after it was ready.

    Process: exited with code 7
    Command: NODE PROGRAMS/exits-on.mjs SIGUSR2 7
    Output (last 20 lines):
      | ready
    Log: PROJECT/logs/RUN/file-db.log
    Fix: if the test makes it exit on purpose, await \`waitForExit()\`, or set \`onCrash: 'ignore'\`.
     ❯ file.spec.ts:6:51

    Caused by: Output of the services during this test:
      TIME file-db | ready
      In full: logs/RUN/file-db.log"
  `)
  expect(reading(project, 'of a file again')).toBe(reading(project, 'of a file'))
})

test('while another one of a worker starts', ({ project }) => {
  expect(reading(project, 'of a worker')).toMatchInlineSnapshot(`
    "ServiceCrashed: worker-db crashed: it exited with code 7, N ms after it was ready.

    Process: exited with code 7
    Command: NODE PROGRAMS/exits-on.mjs SIGUSR2 7
    Output (last 20 lines):
      | ready
    Log: PROJECT/logs/RUN/worker-db.log
    Fix: if the test makes it exit on purpose, await \`waitForExit()\`, or set \`onCrash: 'ignore'\`.
     ❯ worker.spec.ts:6:53

    Caused by: Output of the services during this test:
      TIME worker-db | ready
      In full: logs/RUN/worker-db.log"
  `)
  expect(reading(project, 'of a worker again')).toBe(reading(project, 'of a worker'))
})

test('while another one starts that all share', ({ sharing }) => {
  expect(reading(sharing, 'of all')).toMatchInlineSnapshot(`
    "ServiceCrashed: db crashed: it exited with code 7, N ms after it was ready.

    Process: exited with code 7
    Command: NODE PROGRAMS/exits-on.mjs SIGUSR2 7
    Output (last 20 lines):
      | ready
    Log: PROJECT/logs/RUN/db.log
    Fix: if the test makes it exit on purpose, await \`waitForExit()\`, or set \`onCrash: 'ignore'\`.
     ❯ setup.ts:4:19

    Caused by: Output of the services during this test:
      TIME db | ready
      In full: logs/RUN/db.log"
  `)
  expect(reading(sharing, 'of all again')).toBe(reading(sharing, 'of all'))
})

test.for(['test', 'file', 'worker'])(
  'a crashed service runs again for a test that needs it alone: %s',
  (scope, { project }) => {
    expect(project.tests[`of a ${scope} alone`]).toEqual({ status: 'passed', errors: '' })
  },
)
