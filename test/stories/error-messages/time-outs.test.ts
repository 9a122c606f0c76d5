import { expect, test as base } from 'vitest'
import { IMPORTS, runProject, type ProjectRun } from '../../support/vitest-project.ts'
import { reading as readingOf } from '../../support/read-messages.ts'

const TESTS = `${IMPORTS}
const never = () => false
const silent = (more) => ({ command: 'sleep 300', ready: never, ...more })
const test = base
  .extend('own', service('own', silent({ startTimeout: 1_000 })))
  .extend('db', service('db', silent()))
  .extend('cold', { scope: 'file' }, service('cold', silent()))
  .extend('warm', { scope: 'file' }, service('warm', silent({ startTimeout: 1_000 })))
  .extend('quick', service('quick', { command: "sh -c 'echo up; exec sleep 300'", ready: output('up') }))
  .extend('late', service('late', silent()))
test('the start', ({ own }) => {})
test('the limit', ({ db }) => {})
test('one after the other', ({ quick, late }) => {})
test('the test itself', async ({ quick }) => new Promise(() => {}))
describe('a hook', () => {
  test.beforeAll(({ cold }) => {})
  test('is not run', () => {})
})
describe('a hook with its own', () => {
  test.beforeAll(({ warm }) => {}, 10_000)
  test('is not run either', () => {})
})
describe('a hook of each', () => {
  test.beforeEach(({ db }) => {})
  test('is run before it', () => {})
})
`

/** Without what was left of a timeout. */
const reading = (project: ProjectRun, name: string): string =>
  readingOf(project, name).replaceAll(/within (?!1000 )\d+ ms/g, 'within N ms')

const onLinux = { skip: process.platform !== 'linux' }
const test = base.extend('project', { scope: 'file' }, () =>
  runProject(
    { 'time-outs.spec.ts': TESTS },
    { config: { testTimeout: 3_000, hookTimeout: 4_000 } },
  ),
)
test.beforeAll(({ project }) => expect(project.output).toContain('Test Files'))

test('`startTimeout`', onLinux, ({ project }) => {
  expect(reading(project, 'the start')).toMatchInlineSnapshot(`
    "TimeoutExpired: own did not pass the check never() within 1000 ms.

    Last check: it returned false (N attempts)
    Process: pid PID, still running when it was killed; listened on nothing
    Command: sleep 300
    Directory: PROJECT
    Output: none
    Log: PROJECT/logs/RUN/own.log
    Fix: if it is only slow, raise \`startTimeout\`.
     ❯ time-outs.spec.ts:9:18"
  `)
})

test("a test's timeout", onLinux, ({ project }) => {
  expect(reading(project, 'the limit')).toMatchInlineSnapshot(`
    "TimeoutExpired: db did not pass the check never() within N ms.

    Last check: it returned false (N attempts)
    Process: pid PID, still running when it was killed; listened on nothing
    Command: sleep 300
    Directory: PROJECT
    Output: none
    Log: PROJECT/logs/RUN/db.log
    Fix: Vitest's own timeout was the limit; warm it up: test.beforeAll(({ db }) => {}, 60_000)
     ❯ time-outs.spec.ts:10:17"
  `)
})

test("a test's timeout, shared by two services", onLinux, ({ project }) => {
  expect(reading(project, 'one after the other')).toMatchInlineSnapshot(`
    "TimeoutExpired: late did not pass the check never() within N ms.

    Last check: it returned false (N attempts)
    Process: pid PID, still running when it was killed; listened on nothing
    Command: sleep 300
    Directory: PROJECT
    Output: none
    Log: PROJECT/logs/RUN/late.log
    Fix: Vitest's own timeout was the limit; warm it up: test.beforeAll(({ late }) => {}, 60_000)
     ❯ time-outs.spec.ts:14:19

    Caused by: Output of the services during this test:
      TIME quick | up
      In full: logs/RUN/quick.log"
  `)
})

test('a test that hangs', onLinux, ({ project }) => {
  expect(reading(project, 'the test itself')).toMatchInlineSnapshot(`
    "Error: Test timed out in 3000ms.
    If this is a long-running test, pass a timeout value as the last argument or configure it globally with "testTimeout".
    Caused by: Output of the services during this test:
      TIME quick | up
      In full: logs/RUN/quick.2.log"
  `)
})

test("a `beforeAll` hook's timeout", onLinux, ({ project }) => {
  expect(reading(project, 'a hook')).toMatchInlineSnapshot(`
    "TimeoutExpired: cold did not pass the check never() within N ms.

    Last check: it returned false (N attempts)
    Process: pid PID, still running when it was killed; listened on nothing
    Command: sleep 300
    Directory: PROJECT
    Output: none
    Log: PROJECT/logs/RUN/cold.log
    Fix: Vitest's own timeout was the limit; warm it up: test.beforeAll(({ cold }) => {}, 60_000)
     ❯ time-outs.spec.ts:11:38"
  `)
})

test('a warm-up with a longer one', onLinux, ({ project }) => {
  expect(reading(project, 'a hook with its own')).toMatchInlineSnapshot(`
    "TimeoutExpired: warm did not pass the check never() within 1000 ms.

    Last check: it returned false (N attempts)
    Process: pid PID, still running when it was killed; listened on nothing
    Command: sleep 300
    Directory: PROJECT
    Output: none
    Log: PROJECT/logs/RUN/warm.log
    Fix: if it is only slow, raise \`startTimeout\`.
     ❯ time-outs.spec.ts:12:38"
  `)
})

test("a `beforeEach` hook's timeout", onLinux, ({ project }) => {
  expect(reading(project, 'is run before it')).toMatchInlineSnapshot(`
    "TimeoutExpired: db did not pass the check never() within N ms.

    Last check: it returned false (N attempts)
    Process: pid PID, still running when it was killed; listened on nothing
    Command: sleep 300
    Directory: PROJECT
    Output: none
    Log: PROJECT/logs/RUN/db.2.log
    Fix: Vitest's own timeout was the limit; warm it up: test.beforeAll(({ db }) => {}, 60_000)
     ❯ time-outs.spec.ts:10:17"
  `)
})
