import { spawnSync } from 'node:child_process'
import { expect, test as base } from 'vitest'
import { program } from '../../support/program.ts'
import { runProject } from '../../support/vitest-project.ts'
import { asking, reading } from '../../support/read-messages.ts'

/** A command that runs a program with these words. */
const run = (name: string, ...words: readonly string[]): string =>
  `({ port, ports }) => [process.execPath, '${program('')}${name}', ${words.join(', ')}]`

const within = 'startTimeout: 5_000'
const WORDS = asking(
  {
    unsaid: `{ command: ${run('prints.mjs', '"stdout"', '"booting\\\\n"')}, ready: output('listening'), ${within} }`,
    almost: `{ command: ${run('prints.mjs', '"stdout"', '"Listening on 80\\\\n"')}, ready: output('listening on 80'), ${within} }`,
    beside: `{ command: ${run('prints.mjs', '"stderr"', '"listening\\\\n"')}, ready: output('listening', { stream: 'stdout' }), ${within} }`,
    python: `{ env: { PYTHONUNBUFFERED: undefined }, command: ['python3', '${program('holds-back.py')}'], ready: output('ready'), ${within} }`,
    busy: `{ command: ${run('prints-on.mjs')}, ready: output('listening'), ${within} }`,
    failed: `{ command: ${run('exits.mjs', '3', '2')}, ready: output('listening') }`,
    gone: `{ command: 'echo migrated', ready: tcp() }`,
    input: `{ command: ${run('leaves-with-input.mjs')}, ready: tcp() }`,
    killed: `{ command: ['sh', '-c', 'kill -9 $$'], ready: tcp() }`,
    unwritten: `{ command: 'sleep 300', ready: file(({ dir }) => dir + '/ready'), ${within} }`,
  },
  'describe.concurrent',
)
const onLinux = { skip: process.platform !== 'linux' }
const hasPython = spawnSync('python3', ['--version']).status === 0
const pythonOnLinux = { skip: onLinux.skip || !hasPython }
const test = base.extend('project', { scope: 'file' }, () => runProject({ 'words.spec.ts': WORDS }))
test.beforeAll(({ project }) => expect(project.output).toContain('Test Files'))

test('a banner that is not printed', onLinux, ({ project }) => {
  expect(reading(project, 'unsaid')).toMatchInlineSnapshot(`
    "TimeoutExpired: unsaid did not print "listening" on stdout or stderr within 5000 ms.

    Last check: not printed (N attempts)
    Process: pid PID, still running when it was killed; listened on nothing
    Command: NODE PROGRAMS/prints.mjs stdout 'booting\\n'
    Directory: PROJECT
    Output (last 20 lines):
      | booting
    Log: PROJECT/logs/RUN/unsaid.log
    Fix: if it is only slow, raise \`startTimeout\`.
     ❯ words.spec.ts:7:21"
  `)
})

test('a banner in another case', onLinux, ({ project }) => {
  expect(reading(project, 'almost')).toMatchInlineSnapshot(`
    "TimeoutExpired: almost did not print "listening on 80" on stdout or stderr within 5000 ms.

    Last check: not printed (N attempts)
    Process: pid PID, still running when it was killed; listened on nothing
    Command: NODE PROGRAMS/prints.mjs stdout 'Listening on 80\\n'
    Directory: PROJECT
    Output (last 20 lines):
      | Listening on 80
    Log: PROJECT/logs/RUN/almost.log
    Fix: it printed "Listening on 80", which differs only in case: wait for that text.
     ❯ words.spec.ts:8:21"
  `)
})

test('a banner on the other stream', onLinux, ({ project }) => {
  expect(reading(project, 'beside')).toMatchInlineSnapshot(`
    "TimeoutExpired: beside did not print "listening" on stdout within 5000 ms.

    Last check: not printed (N attempts)
    Process: pid PID, still running when it was killed; listened on nothing
    Command: NODE PROGRAMS/prints.mjs stderr 'listening\\n'
    Directory: PROJECT
    Output (last 20 lines):
      | listening
    Log: PROJECT/logs/RUN/beside.log
    Fix: it printed "listening" on stderr: set \`stream: 'stderr'\`.
     ❯ words.spec.ts:9:21"
  `)
})

test('a banner that Python buffers', pythonOnLinux, ({ project }) => {
  expect(reading(project, 'python')).toMatchInlineSnapshot(`
    "TimeoutExpired: python did not print "ready" on stdout or stderr within 5000 ms.

    Last check: not printed (N attempts)
    Process: pid PID, still running when it was killed; listened on nothing
    Command: python3 PROGRAMS/holds-back.py
    Directory: PROJECT
    Environment: without PYTHONUNBUFFERED
    Output: none
    Log: PROJECT/logs/RUN/python.log
    Fix: Python buffers its output to a pipe: set \`env: { PYTHONUNBUFFERED: 1 }\`. If it is only slow, raise \`startTimeout\`.
     ❯ words.spec.ts:10:21"
  `)
})

test('a program that is still busy', onLinux, ({ project }) => {
  expect(reading(project, 'busy')).toMatchInlineSnapshot(`
    "TimeoutExpired: busy did not print "listening" on stdout or stderr within 5000 ms.

    Last check: not printed (N attempts)
    Process: pid PID, still running when it was killed; listened on nothing
    Command: NODE PROGRAMS/prints-on.mjs
    Directory: PROJECT
    Output (last 20 lines):
      | loading
    Log: PROJECT/logs/RUN/busy.log
    Fix: it was still printing when the time ran out. If it is only slow, raise \`startTimeout\`.
     ❯ words.spec.ts:11:19"
  `)
})

test('a program that gives up', onLinux, ({ project }) => {
  expect(reading(project, 'failed')).toMatchInlineSnapshot(`
    "ProcessExitedWithError: failed exited with code 3 before it was ready.

    Last check: not printed (N attempts)
    Process: exited with code 3
    Command: NODE PROGRAMS/exits.mjs 3 2
    Directory: PROJECT
    Output (last 20 lines):
      | line 1
      | line 2: giving up
    Log: PROJECT/logs/RUN/failed.log
     ❯ words.spec.ts:12:21"
  `)
})

test('a one-shot', onLinux, ({ project }) => {
  expect(unchecked(reading(project, 'gone'))).toMatchInlineSnapshot(`
    "ProcessExitedWithError: gone exited with code 0 before it was ready, and left no process behind.

    Process: exited with code 0
    Command: echo migrated
    Directory: PROJECT
    Output (last 20 lines):
      | migrated
    Log: PROJECT/logs/RUN/gone.log
    Fix: if it is a one-shot command, use \`ready: exited()\`; if it exits because its input ends, set \`stdin: 'open'\`.
     ❯ words.spec.ts:13:19"
  `)
})

test('a program that exits when its input ends', onLinux, ({ project }) => {
  expect(reading(project, 'input')).toMatchInlineSnapshot(`
    "ProcessExitedWithError: input exited with code 0 before it was ready, and left no process behind.

    Last check: ECONNREFUSED (N attempts)
    Process: exited with code 0
    Command: NODE PROGRAMS/leaves-with-input.mjs
    Directory: PROJECT
    Output (last 20 lines):
      | watching
    Log: PROJECT/logs/RUN/input.log
    Fix: if it is a one-shot command, use \`ready: exited()\`; if it exits because its input ends, set \`stdin: 'open'\`.
     ❯ words.spec.ts:14:20"
  `)
})

test('a program that is killed', onLinux, ({ project }) => {
  expect(unchecked(reading(project, 'killed'))).toMatchInlineSnapshot(`
    "ProcessExitedWithError: killed was killed by SIGKILL before it was ready.

    Process: was killed by SIGKILL
    Command: sh -c 'kill -9 $$'
    Directory: PROJECT
    Output: none
    Log: PROJECT/logs/RUN/killed.log
    Fix: something killed it; the system does that when memory runs out.
     ❯ words.spec.ts:15:21"
  `)
})

test('a file that is not written', onLinux, ({ project }) => {
  expect(reading(project, 'unwritten')).toMatchInlineSnapshot(`
    "TimeoutExpired: unwritten did not create the file TEMPORARY/ready within 5000 ms.

    Last check: ENOENT (N attempts)
    Process: pid PID, still running when it was killed; listened on nothing
    Command: sleep 300
    Directory: PROJECT
    Output: none
    Log: PROJECT/logs/RUN/unwritten.log
    Fix: if it is only slow, raise \`startTimeout\`.
     ❯ words.spec.ts:16:24"
  `)
})

/** How far a check came before the program ended is chance. */
function unchecked(text: string): string {
  return text.replace(/Last check: .*\n/, '')
}
