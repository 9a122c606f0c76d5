import { expect, test as base } from 'vitest'
import { runProject, type ProjectRun } from '../../support/vitest-project.ts'
import { asking, reading as readingOf } from '../../support/read-messages.ts'

const NEVER = 'new Promise(() => {})'
const STARTS = asking({
  throws: `{ start: async () => { throw new Error('no such image: redis:99') } }`,
  taken: `{ port: 1, start: () => Promise.reject(new Error('listen EADDRINUSE: address already in use 127.0.0.1:1')) }`,
  hangs: `{ start: () => ${NEVER}, startTimeout: 200, stopTimeout: 100 }`,
  elsewhere: `{ start: async () => ({ url: 'http://user:secret@127.0.0.1:1', stop: async () => {} }), ready: http(), startTimeout: 2_000 }`,
  stubborn: `{ start: async () => ({ stop: async () => { throw new Error('no such container') } }), ready: () => false, startTimeout: 200 }`,
  nothing: '{ start: async () => {} }',
  server: `{ start: async () => ({ server: 'a', close: 'b' }) }`,
  address: `{ start: async () => ({ url: 'localhost:1', stop: async () => {} }) }`,
  breaks: `{ start: async () => ({ stop: async () => { throw new Error('no such container') } }) }`,
  lasts: `{ start: async () => ({ stop: () => ${NEVER} }), stopTimeout: 100 }`,
  messy: `{ start: async () => ({ stop: async () => {} }), cleanup: ['sh', '-c', 'echo gone >&2; exit 4'] }`,
})

/** Without the frames of the package in the user's own errors: how many there are is left to chance. */
const reading = (project: ProjectRun, name: string): string =>
  readingOf(project, name).replaceAll(/\n ❯ .*PACKAGE\/src\/.*/g, '')

const test = base.extend('project', { scope: 'file' }, () =>
  runProject({ 'starts.spec.ts': STARTS }),
)
test.beforeAll(({ project }) => expect(project.output).toContain('Test Files'))

test('a start that fails', ({ project }) => {
  expect(reading(project, 'throws')).toMatchInlineSnapshot(`
    "ExecutorError: throws could not be started: no such image: redis:99.

     ❯ starts.spec.ts:7:21

    Caused by: Error: no such image: redis:99
     ❯ start starts.spec.ts:7:68"
  `)
})

test('a start that finds its port taken', ({ project }) => {
  expect(reading(project, 'taken')).toMatchInlineSnapshot(`
    "ExecutorError: taken could not be started: listen EADDRINUSE: address already in use 127.0.0.1:1.

    Port: fetch() and browsers refuse port 1 ("bad port"): use another one for HTTP
    Fix: port 1 is taken: stop the process that holds it, or use another port.
     ❯ starts.spec.ts:8:20

    Caused by: Error: listen EADDRINUSE: address already in use 127.0.0.1:1
     ❯ start starts.spec.ts:8:76"
  `)
})

test('a start that does not return', ({ project }) => {
  expect(reading(project, 'hangs')).toMatchInlineSnapshot(`
    "TimeoutExpired: hangs did not return from its \`start\` within 200 ms.

    Fix: find out what \`start\` is waiting for. If it is only slow, raise \`startTimeout\`.
     ❯ starts.spec.ts:9:20"
  `)
})

test('a server at another address than its URL', ({ project }) => {
  expect(reading(project, 'elsewhere')).toMatchInlineSnapshot(`
    "TimeoutExpired: elsewhere did not answer GET http://127.0.0.1:1/ with a status from 200 to 399 within 2000 ms.

    Last check: ECONNREFUSED (N attempts)
    Start: returned, with http://user:***@127.0.0.1:1
    Fix: find out what \`start\` is waiting for. If it is only slow, raise \`startTimeout\`.
     ❯ starts.spec.ts:10:24"
  `)
})

test('a check that never holds, followed by a failing stop', ({ project }) => {
  expect(reading(project, 'stubborn')).toMatchInlineSnapshot(`
    "TimeoutExpired: stubborn did not pass the check within 200 ms.

    Last check: it returned false (N attempts)
    Start: returned
    Stop: failed: no such container
    Fix: find out what \`start\` is waiting for. If it is only slow, raise \`startTimeout\`.
     ❯ starts.spec.ts:11:23"
  `)
})

test('a start that returns nothing', ({ project }) => {
  expect(reading(project, 'nothing')).toMatchInlineSnapshot(`
    "TypeError: Expected the result of \`start\` of service "nothing" to be an object with a \`stop\` function, got undefined: does it lack a \`return\`?
     ❯ starts.spec.ts:12:22"
  `)
})

test('a start that returns something else', ({ project }) => {
  expect(reading(project, 'server')).toMatchInlineSnapshot(`
    "TypeError: Expected the result of \`start\` of service "server" to be an object with a \`stop\` function, got [ 'server', 'close' ] (array)
     ❯ starts.spec.ts:13:21"
  `)
})

test('a start that returns no URL', ({ project }) => {
  expect(reading(project, 'address')).toMatchInlineSnapshot(`
    "TypeError: Expected the \`url\` that \`start\` of service "address" returns to be a URL, got "localhost:1" (string): did you mean "http://localhost:1"?
     ❯ starts.spec.ts:14:22"
  `)
})

test('a stop that fails', ({ project }) => {
  expect(reading(project, 'breaks')).toMatchInlineSnapshot(`
    "ExecutorError: breaks could not be stopped: no such container.

    Start: returned
     ❯ starts.spec.ts:15:21

    Caused by: Error: no such container
     ❯ Object.stop starts.spec.ts:15:89"
  `)
})

test('a stop that does not return', ({ project }) => {
  expect(reading(project, 'lasts')).toMatchInlineSnapshot(`
    "TimeoutExpired: lasts did not stop within 100 ms: its \`stop()\` did not return.

    Start: returned
    Fix: find out what its \`stop()\` waits for, such as open connections, or raise \`stopTimeout\`.
     ❯ starts.spec.ts:16:20"
  `)
})

test('a cleanup that fails', ({ project }) => {
  expect(reading(project, 'messy')).toMatchInlineSnapshot(`
    "ExecutorError: The cleanup of messy failed.

    Start: returned
    Cleanup:
      exit code 4
      gone
    Fix: run its \`cleanup\` manually; the things that it should have removed may still exist.
     ❯ starts.spec.ts:17:20"
  `)
})
