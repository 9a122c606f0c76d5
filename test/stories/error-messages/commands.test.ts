import { expect, test as base } from 'vitest'
import { runProject } from '../../support/vitest-project.ts'
import { asking, reading } from '../../support/read-messages.ts'

const COMMANDS = asking({
  mistyped: "{ command: 'oxlnt --version' }",
  absent: "{ command: 'no-such-program-anywhere' }",
  unready: "{ command: './serve.sh' }",
  elsewhere: "{ command: 'node server.js', cwd: 'sevrer' }",
  misplaced: "{ command: 'bin/serve.sh' }",
  glued: "{ command: ['node server.js'] }",
  lost: "{ command: 'node sever.js', cwd: 'server', ready: tcp() }",
  shelled: "{ command: 'oxlnt --version', shell: true, ready: tcp() }",
  shebang: "{ command: './run.sh', ready: tcp() }",
})
const FILES = {
  'commands.spec.ts': COMMANDS,
  'chmod.mjs':
    "import { chmodSync } from 'node:fs'\nexport default () => chmodSync('run.sh', 0o755)",
  'run.sh': '#!/usr/bin/env nodde\n',
  'serve.sh': 'sleep 300',
  'server/server.js': '',
}

const test = base.extend('project', { scope: 'file' }, () =>
  runProject(FILES, { config: { globalSetup: './chmod.mjs' } }),
)
test.beforeAll(({ project }) => expect(project.output).toContain('Test Files'))

test('a mistyped command', ({ project }) => {
  expect(reading(project, 'mistyped')).toMatchInlineSnapshot(`
    "ExecutorError: mistyped could not be started: command not found: oxlnt is not on PATH.

    Command: oxlnt --version
    Directory: PROJECT
    Output: none
    Log: PROJECT/logs/RUN/mistyped.log
    Fix: did you mean PROJECT/node_modules/.bin/oxlint?
     ❯ commands.spec.ts:7:23"
  `)
})

test('a command that is not installed', ({ project }) => {
  expect(reading(project, 'absent')).toMatchInlineSnapshot(`
    "ExecutorError: absent could not be started: command not found: no-such-program-anywhere is not on PATH.

    Command: no-such-program-anywhere
    Directory: PROJECT
    Output: none
    Log: PROJECT/logs/RUN/absent.log
    Fix: install it, or specify its path.
     ❯ commands.spec.ts:8:21"
  `)
})

test('a script that is not executable', ({ project }) => {
  expect(reading(project, 'unready')).toMatchInlineSnapshot(`
    "ExecutorError: unready could not be started: PROJECT/serve.sh is not executable.

    Command: ./serve.sh
    Directory: PROJECT
    Output: none
    Log: PROJECT/logs/RUN/unready.log
    Fix: make it executable with \`chmod +x PROJECT/serve.sh\`, or run its interpreter: ['sh', 'PROJECT/serve.sh'].
     ❯ commands.spec.ts:9:22"
  `)
})

test('a mistyped folder', ({ project }) => {
  expect(reading(project, 'elsewhere')).toMatchInlineSnapshot(`
    "ExecutorError: elsewhere could not be started: the working directory PROJECT/sevrer does not exist.

    Command: node server.js
    Directory: PROJECT/sevrer
    Output: none
    Log: PROJECT/logs/RUN/elsewhere.log
    Fix: correct \`cwd\`, or create the directory. Did you mean PROJECT/server?
     ❯ commands.spec.ts:10:24"
  `)
})

test('a script that is somewhere else', ({ project }) => {
  expect(reading(project, 'misplaced')).toMatchInlineSnapshot(`
    "ExecutorError: misplaced could not be started: PROJECT/bin/serve.sh does not exist.

    Command: bin/serve.sh
    Directory: PROJECT
    Output: none
    Log: PROJECT/logs/RUN/misplaced.log
    Fix: correct the path; a relative path starts in the directory above.
     ❯ commands.spec.ts:11:24"
  `)
})

test('a whole command line as a single list entry', ({ project }) => {
  expect(reading(project, 'glued')).toMatchInlineSnapshot(`
    "ExecutorError: glued could not be started: command not found: node server.js is not on PATH.

    Command: 'node server.js'
    Directory: PROJECT
    Output: none
    Log: PROJECT/logs/RUN/glued.log
    Fix: pass each argument as its own list entry, or pass the whole command as one string.
     ❯ commands.spec.ts:12:20"
  `)
})

test('a mistyped script of an interpreter', ({ project }) => {
  expect(reading(project, 'lost')).toMatchInlineSnapshot(`
    "ProcessExitedWithError: lost exited with code 1 before it was ready.

    Last check: ECONNREFUSED (N attempts)
    Process: exited with code 1
    Command: node sever.js
    Directory: PROJECT/server
    Output (last 20 lines):
      | node:internal/modules/cjs/loader:PORT1
      |   throw err;
      |   ^
      |
      | Error: Cannot find module 'PROJECT/server/sever.js'
      |     at Module._resolveFilename (node:internal/modules/cjs/loader:PORT2:15)
      |     at Module._load (node:internal/modules/cjs/loader:PORT3:27)
      |     at Function.executeUserEntryPoint [as runMain] (node:internal/modules/run_main:164:12)
      |     at node:internal/main/run_main_module:28:49 {
      |   code: 'MODULE_NOT_FOUND',
      |   requireStack: []
      | }
      |
      | Node.js v20.20.2
    Log: PROJECT/logs/RUN/lost.log
    Fix: PROJECT/server/sever.js does not exist: correct the path in the command, or \`cwd\`. Did you mean PROJECT/server/server.js?
     ❯ commands.spec.ts:13:19"
  `)
})

test('a mistyped command of a shell', ({ project }) => {
  expect(reading(project, 'shelled')).toMatchInlineSnapshot(`
    "ProcessExitedWithError: shelled exited with code 127 before it was ready.

    Last check: ECONNREFUSED (N attempts)
    Process: exited with code 127
    Command: oxlnt --version
    Directory: PROJECT
    Output (last 20 lines):
      | /bin/sh: 1: oxlnt: not found
    Log: PROJECT/logs/RUN/shelled.log
    Fix: oxlnt was not found: did you mean PROJECT/node_modules/.bin/oxlint?
     ❯ commands.spec.ts:14:22"
  `)
})

test('a script whose interpreter is missing', ({ project }) => {
  expect(reading(project, 'shebang')).toMatchInlineSnapshot(`
    "ProcessExitedWithError: shebang exited with code 127 before it was ready.

    Last check: ECONNREFUSED (N attempts)
    Process: exited with code 127
    Command: ./run.sh
    Directory: PROJECT
    Output (last 20 lines):
      | /usr/bin/env: ‘nodde’: No such file or directory
    Log: PROJECT/logs/RUN/shebang.log
    Fix: nodde was not found: did you mean NODE?
     ❯ commands.spec.ts:15:22"
  `)
})
