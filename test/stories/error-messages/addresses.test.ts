import { expect, test as base } from 'vitest'
import { OutputExecutor } from '../../../src/executors/output-executor.ts'
import { program, run } from '../../support/program.ts'
import { runProject } from '../../support/vitest-project.ts'
import { asking, reading } from '../../support/read-messages.ts'

/** A command that runs a program with these words, which may speak of ports. */
const command = (name: string, ...words: readonly string[]): string =>
  `({ port, ports }) => [process.execPath, '${program('')}${name}', ${words.join(', ')}]`

const within = 'startTimeout: 8_000'
const ADDRESSES = asking(
  {
    held: `{ port: Number(process.env.HELD), command: ${command('tcp-server.mjs', 'port', '"127.0.0.1"')}, ready: tcp(), ${within} }`,
    grabbed: `{ port: Number(process.env.HELD), command: ${command('tcp-server.mjs', 'port', '"127.0.0.1"')}, ready: output('listening'), ${within} }`,
    hardcoded: `{ ports: ['own'], command: ${command('tcp-server.mjs', 'ports.own', '"127.0.0.1"')}, ready: tcp(), ${within} }`,
    v6: `{ host: '127.0.0.1', command: ${command('tcp-server.mjs', 'port', '"::1"')}, ready: tcp(), ${within} }`,
    outer: `{ command: ${command('tcp-server.mjs', 'port', '"127.0.0.2"')}, ready: tcp(), ${within} }`,
    nowhere: `{ command: 'sleep 300', ready: tcp(), ${within} }`,
  },
  'describe.concurrent',
)
const onLinux = { skip: process.platform !== 'linux' }
const test = base.extend('project', { scope: 'file' }, async ({}, { onCleanup }) => {
  const holder = new OutputExecutor(run('answers.mjs', 0), { banner: /port (?<port>\d+)/ })
  onCleanup(async () => void (await holder.stop()))
  await holder.start()
  const HELD = /\d+/.exec(holder.output.text())?.[0] ?? ''
  return runProject({ 'addresses.spec.ts': ADDRESSES }, { env: { HELD } })
})
test.beforeAll(({ project }) => expect(project.output).toContain('Test Files'))

test('another program on the given port', onLinux, ({ project }) => {
  expect(reading(project, 'held')).toMatchInlineSnapshot(`
    "AlreadyRunning: held is not what answers on port PORT1: another process listens there.

    Held by: pid PID (NODE PROGRAMS/answers.mjs 0)
    Command: NODE PROGRAMS/tcp-server.mjs PORT1 127.0.0.1
    Output: none
    Log: PROJECT/logs/RUN/held.log
    Fix: stop it, use another port, or set \`allowForeign: true\` if it is a proxy of this service.
     ❯ addresses.spec.ts:7:19"
  `)
})

test('another program on the given port, noticed by the service', onLinux, ({ project }) => {
  expect(reading(project, 'grabbed')).toMatchInlineSnapshot(`
    "ProcessExitedWithError: grabbed exited with code 1 before it was ready.

    Last check: not printed (N attempts)
    Port PORT1: held by pid PID (NODE PROGRAMS/answers.mjs 0)
    Process: exited with code 1
    Command: NODE PROGRAMS/tcp-server.mjs PORT1 127.0.0.1
    Directory: PROJECT
    Output (last 20 lines):
      | node:events:502
      |       throw er; // Unhandled 'error' event
      |       ^
      |
      | Error: listen EADDRINUSE: address already in use 127.0.0.1:PORT1
      |     at Server.setupListenHandle [as _listen2] (node:net:PORT2:16)
      |     at listenInCluster (node:net:PORT3:12)
      |     at doListen (node:net:PORT4:7)
      |     at process.processTicksAndRejections (node:internal/process/task_queues:83:21)
      | Emitted 'error' event on Server instance at:
      |     at emitErrorNT (node:net:PORT5:8)
      |     at process.processTicksAndRejections (node:internal/process/task_queues:82:21) {
      |   code: 'EADDRINUSE',
      |   errno: -98,
      |   syscall: 'listen',
      |   address: '127.0.0.1',
      |   port: PORT1
      | }
      |
      | Node.js v20.20.2
    Log: PROJECT/logs/RUN/grabbed.log
    Fix: port PORT1 is taken: stop the process that holds it, or use another port.
     ❯ addresses.spec.ts:8:22"
  `)
})

test('another port', onLinux, ({ project }) => {
  expect(reading(project, 'hardcoded')).toMatchInlineSnapshot(`
    "TimeoutExpired: hardcoded did not accept TCP connections on localhost:PORT1 within 8000 ms.

    Last check: ECONNREFUSED (N attempts)
    Process: pid PID, still running when it was killed; listened on 127.0.0.1:PORT2
    Command: NODE PROGRAMS/tcp-server.mjs PORT2 127.0.0.1
    Directory: PROJECT
    Output (last 20 lines):
      | listening
    Log: PROJECT/logs/RUN/hardcoded.log
    Fix: it listens on 127.0.0.1:PORT2, not on port PORT1: pass port PORT1 to it, or wait for port PORT2. If it is only slow, raise \`startTimeout\`.
     ❯ addresses.spec.ts:9:24"
  `)
})

test('the other loopback', onLinux, ({ project }) => {
  expect(reading(project, 'v6')).toMatchInlineSnapshot(`
    "TimeoutExpired: v6 did not accept TCP connections on 127.0.0.1:PORT1 within 8000 ms.

    Last check: ECONNREFUSED (N attempts)
    Process: pid PID, still running when it was killed; listened on [::1]:PORT1
    Command: NODE PROGRAMS/tcp-server.mjs PORT1 ::1
    Directory: PROJECT
    Output (last 20 lines):
      | listening
    Log: PROJECT/logs/RUN/v6.log
    Fix: it listens on [::1]:PORT1, not on 127.0.0.1:PORT1: make it listen on 127.0.0.1, or set \`host: '::1'\`.
     ❯ addresses.spec.ts:10:17"
  `)
})

test('another interface', onLinux, ({ project }) => {
  expect(reading(project, 'outer')).toMatchInlineSnapshot(`
    "TimeoutExpired: outer did not accept TCP connections on localhost:PORT1 within 8000 ms.

    Last check: ECONNREFUSED (N attempts)
    Process: pid PID, still running when it was killed; listened on 127.0.0.2:PORT1
    Command: NODE PROGRAMS/tcp-server.mjs PORT1 127.0.0.2
    Directory: PROJECT
    Output (last 20 lines):
      | listening
    Log: PROJECT/logs/RUN/outer.log
    Fix: it listens on 127.0.0.2:PORT1, not on localhost:PORT1: make it listen on localhost, or set \`host: '127.0.0.2'\`.
     ❯ addresses.spec.ts:11:20"
  `)
})

test('no port', onLinux, ({ project }) => {
  expect(reading(project, 'nowhere')).toMatchInlineSnapshot(`
    "TimeoutExpired: nowhere did not accept TCP connections on localhost:PORT1 within 8000 ms.

    Last check: ECONNREFUSED (N attempts)
    Process: pid PID, still running when it was killed; listened on nothing
    Command: sleep 300
    Directory: PROJECT
    Output: none
    Log: PROJECT/logs/RUN/nowhere.log
    Fix: if it is only slow, raise \`startTimeout\`.
     ❯ addresses.spec.ts:12:22"
  `)
})
