import { expect, test as base } from 'vitest'
import { program } from '../../support/program.ts'
import { IMPORTS, runProject } from '../../support/vitest-project.ts'
import { readable, reading } from '../../support/read-messages.ts'

const DEAF = program('ignores-sigterm.mjs')
const STOPS = `${IMPORTS}
const exits = (code, more) => ({
  command: [process.execPath, '${program('exits-on.mjs')}', 'SIGTERM', code],
  ready: output('ready'),
  ...more,
})
const cleanup = ['sh', '-c', 'echo no such container >&2; exit 4']
const deaf = { command: [process.execPath, '${DEAF}'], ready: output('ready'), stopTimeout: 200 }
const test = base
  .extend('coded', service('coded', exits(9)))
  .extend('byHand', service('by-hand', exits(9)))
  .extend('filed', { scope: 'file' }, service('filed', exits(9)))
  .extend('worked', { scope: 'worker' }, service('worked', exits(9)))
  .extend('deaf', service('deaf', deaf))
  .extend('messy', service('messy', exits(0, { cleanup })))
test('coded', ({ coded }) => {})
test('deaf', ({ deaf }) => note('start deaf', deaf.pid))
test('messy', ({ messy }) => {})
test('by hand', async ({ byHand }) => {
  await byHand.stop()
})
test('filed', ({ filed }) => {})
test('worked', ({ worked }) => {})
`

const test = base.extend('project', { scope: 'file' }, () => runProject({ 'stops.spec.ts': STOPS }))
test.beforeAll(({ project }) => expect(project.output).toContain('Test Files'))

test('an unexpected exit code', ({ project }) => {
  expect(reading(project, 'coded')).toMatchInlineSnapshot(`
    "ProcessFinishedWithError: coded exited with code 9 when it was stopped, which was unexpected.

    Process: exited with code 9
    Command: NODE PROGRAMS/exits-on.mjs SIGTERM 9
    Output (last 20 lines):
      | ready
    Log: PROJECT/logs/RUN/coded.log
    Fix: if this exit code is normal, set \`expectedExitCode: 9\`.
     ❯ stops.spec.ts:14:20

    Caused by: Output of the services during this test:
      TIME coded | ready
      In full: logs/RUN/coded.log"
  `)
})

test('an unexpected exit code of a file-scoped service', ({ project }) => {
  expect(reading(project, 'stops.spec.ts')).toMatchInlineSnapshot(`
    "ProcessFinishedWithError: filed exited with code 9 when it was stopped, which was unexpected.

    Process: exited with code 9
    Command: NODE PROGRAMS/exits-on.mjs SIGTERM 9
    Output (last 20 lines):
      | ready
    Log: PROJECT/logs/RUN/filed.log
    Fix: if this exit code is normal, set \`expectedExitCode: 9\`.
     ❯ stops.spec.ts:16:39"
  `)
})

test('an unexpected exit code of a worker-scoped service', ({ project }) => {
  // Vitest 5 tells of it only now and then.
  const [told = ''] = /^ProcessFinishedWithError: worked [^]*?^ +at .*$/m.exec(project.output) ?? []
  expect(readable(told)).toMatchInlineSnapshot(`
    "ProcessFinishedWithError: worked exited with code 9 when it was stopped, which was unexpected.

    Process: exited with code 9
    Command: NODE PROGRAMS/exits-on.mjs SIGTERM 9
    Output (last 20 lines):
      | ready
    Log: PROJECT/logs/RUN/worked.log
    Fix: if this exit code is normal, set \`expectedExitCode: 9\`.
        at PROJECT/stops.spec.ts:17:42"
  `)
})

test('an unexpected exit code at a stop in a test', ({ project }) => {
  // At the call, or where it is awaited.
  const told = reading(project, 'by hand').replace(/(spec\.ts:24):\d+/, '$1')
  expect(told).toMatchInlineSnapshot(`
    "ProcessFinishedWithError: by-hand exited with code 9 when it was stopped, which was unexpected.

    Process: exited with code 9
    Command: NODE PROGRAMS/exits-on.mjs SIGTERM 9
    Output (last 20 lines):
      | ready
    Log: PROJECT/logs/RUN/by-hand.log
    Fix: if this exit code is normal, set \`expectedExitCode: 9\`.
     ❯ stops.spec.ts:24

    Caused by: Output of the services during this test:
      TIME by-hand | ready
      In full: logs/RUN/by-hand.log"
  `)
})

test('a cleanup that fails', ({ project }) => {
  expect(reading(project, 'messy')).toMatchInlineSnapshot(`
    "ExecutorError: The cleanup of messy failed.

    Process: exited with code 0
    Cleanup:
      exit code 4
      no such container
    Command: NODE PROGRAMS/exits-on.mjs SIGTERM 0
    Output (last 20 lines):
      | ready
    Log: PROJECT/logs/RUN/messy.log
    Fix: run its \`cleanup\` manually; the things that it should have removed may still exist.
     ❯ stops.spec.ts:19:20

    Caused by: Output of the services during this test:
      TIME messy | ready
      In full: logs/RUN/messy.log"
  `)
})

test('a service that ignores its signal is killed', ({ project }) => {
  expect(project.tests['deaf']).toEqual({ status: 'passed', errors: '' })
  expect(project.surviving).toEqual([])
})
