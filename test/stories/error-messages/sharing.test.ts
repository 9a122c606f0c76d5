import { expect, test } from 'vitest'
import { IMPORTS, runProject, type ProjectRun } from '../../support/vitest-project.ts'
import { reading, readingBelow } from '../../support/read-messages.ts'

const SERVICES = `
import { output, service, tcp } from 'vitest-mirakuru'
import { journalled } from './journal'
export const db = service('db', journalled('db', { ready: output('ready') }))
export const other = service('db', journalled('db'))
export const api = service('api', ({ db }) => journalled('api', { env: { DB: db.url } }))
export const broken = service('broken', { command: ['sh', '-c', 'echo no such config >&2; exit 3'], ready: tcp() })
`
const SETUP = (list: string): string => `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { api, broken, db, other } from './services'
export default shareServices(${list})
`
const USES = `${IMPORTS}
import { db } from './services'
const test = base.extend('db', db)
test('uses', ({ db }) => {})
`
const EDITS = `${IMPORTS}
import { appendFileSync } from 'node:fs'
import { db } from './services'
const test = base.extend('db', db)
appendFileSync(new URL('./services.ts', import.meta.url), 'export const edited = 1')
test('edits', ({ db }) => {})
`
const NOTED = `
import { readFileSync } from 'node:fs'
import { vi } from 'vitest'
const noted = (text) =>
  vi.waitUntil(() => readFileSync(process.env.JOURNAL, 'utf8').includes(text), { interval: 5, timeout: 20_000 })
`
const LONG = `${IMPORTS}${NOTED}
import { db } from './services'
const test = base.extend('db', db)
test('takes long', { timeout: 120_000 }, async ({ db }) => {
  note('long')
  await noted('refused')
})
`
const TAKES = `${IMPORTS}${NOTED}
import { db } from './services'
const test = base.extend('db', { scope: 'file' }, db)
test.beforeAll(({ db }) => noted('long'), 120_000)
test('takes it away', { timeout: 5_000 }, async ({ db }) => {
  try {
    await db.stopped(() => {})
  } finally {
    note('refused')
  }
})
`
const GONE = `${IMPORTS}
import { inject } from 'vitest'
import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { db } from './services'
const test = base.extend('db', db)
rmSync(dirname(inject('vitest-mirakuru').path), { recursive: true })
test('comes later', ({ db }) => {})
`

async function shared(
  list: string,
  specs: Readonly<Record<string, string>> = { 'uses.spec.ts': USES },
): Promise<ProjectRun> {
  const files = { 'services.ts': SERVICES, 'setup.ts': SETUP(list), ...specs }
  return runProject(files, { config: { globalSetup: './setup.ts', maxWorkers: 2 } })
}

test('two of the same name', async () => {
  expect(readingBelow(await shared('[db, other]'), 'Unhandled Error')).toMatchInlineSnapshot(`
    "TypeError: Two shared services are named "db" (in PROJECT/services.ts): list the service only once, or rename one of the two
     ❯ setup.ts:4:16"
  `)
})

test('a dependency that is not shared', async () => {
  expect(readingBelow(await shared('[api]'), 'Unhandled Error')).toMatchInlineSnapshot(`
    "TypeError: "api" is shared but depends on "db", which is not: add "db" to the shareServices() list, or remove "api" from it so that each test file starts both
     ❯ setup.ts:4:16"
  `)
})

test('a dependency that is shared less widely', async () => {
  expect(readingBelow(await shared("[{ service: db, per: 'worker' }, api]"), 'Unhandled Error'))
    .toMatchInlineSnapshot(`
      "TypeError: "api" is shared by the whole run but depends on "db", which is shared per worker: list { service: db, per: 'run' }, or share "api" with per: 'worker' as well
       ❯ setup.ts:4:16"
    `)
})

test('an eager start that fails', async () => {
  const project = await shared('[broken], { eager: true }')
  expect(project.output).toContain('No test files found, exiting with code 1')
  expect(project.output).not.toContain('Serialized Error')
  expect(readingBelow(project, 'Unhandled Error')).toMatchInlineSnapshot(`
    "ProcessExitedWithError: broken exited with code 3 before it was ready.

    Last error: no such config
    Last check: ECONNREFUSED (N attempts)
    Process: exited with code 3
    Command: sh -c 'echo no such config >&2; exit 3'
    Directory: PROJECT
    Output (last 20 lines):
      | no such config
    Log: PROJECT/logs/RUN/broken.log
     ❯ services.ts:7:23
     ❯ setup.ts:3:1




    The timeline of the services: logs/RUN/timeline.html"
  `)
})

test('a declaration that is edited meanwhile', async () => {
  const project = await shared('[db]', { 'uses.spec.ts': EDITS })
  expect(reading(project, 'edits')).toMatchInlineSnapshot(`
    "TypeError: "db" is shared as PROJECT/services.ts declared it when Vitest started, but that file was edited since: restart Vitest
     ❯ services.ts:4:19
     ❯ uses.spec.ts:7:1"
  `)
})

test('a main process that has ended', async () => {
  const project = await shared('[db]', { 'uses.spec.ts': GONE })
  expect(reading(project, 'comes later')).toMatchInlineSnapshot(`
    "Error: Cannot reach the shared services at TEMPORARY/socket: ENOENT. Has Vitest's main process ended, or was that file removed? Restart Vitest.
     ❯ services.ts:4:19
     ❯ uses.spec.ts:9:1

    Caused by: Error: connect ENOENT TEMPORARY/socket
    ⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯
    Serialized Error: { errno: -2, code: 'ENOENT', syscall: 'connect', address: 'TEMPORARY/socket' }"
  `)
})

test('an outage that another test prevents', async () => {
  const project = await shared('[db]', { 'uses.spec.ts': LONG, 'takes.spec.ts': TAKES })
  const told = reading(project, 'takes it away')
    .replace(/within \d+ ms/, 'within N ms')
    .replace(/\S+ PROGRAMS\/journals\.\w+/, 'PROGRAM')
  expect(told).toMatchInlineSnapshot(`
    "TimeoutExpired: db could not be stopped or paused within N ms: other tests are still using it.

    Used by: "takes long" of uses.spec.ts
    Process: pid PID, alive
    Command: PROGRAM db PORT1
    Output (last 20 lines):
      | ready
    Log: PROJECT/logs/RUN/db.log
    Fix: raise the timeout of this test, or give this file its own service with unshared().
     ❯ takes.spec.ts:16:14"
  `)
})
