import { expect, test } from 'vitest'
import { OutputExecutor, TCPExecutor } from 'vitest-mirakuru/executors'
import { complaintIn } from '../../../src/executors/diagnosis/complaint.ts'
import { endedWithTest } from '../ended-with-test.ts'
import { freePort } from '../free-port.ts'
import { run } from '../program.ts'
import { readable } from '../readable.ts'
import { rejection } from '../rejection.ts'

const linuxTest = test.skipIf(process.platform !== 'linux')

/** A port that somebody else listens on. */
async function takenPort(): Promise<number> {
  const port = await freePort()
  const holder = new TCPExecutor(run('tcp-server.mjs', port, '127.0.0.1'), { port })
  await endedWithTest(holder).start()
  return port
}

linuxTest('a program that stays although its port is taken', async () => {
  const port = await takenPort()
  const command = run('complains.mjs', port, '127.0.0.1')
  const options = { banner: 'listening', startTimeout: 800 }
  const executor = endedWithTest(new OutputExecutor(command, options))
  const error = await rejection(executor.start())
  expect(error).toMatchObject({ port, holder: { command: expect.stringContaining('tcp-server') } })
  expect(readable(error, { PORT: port })).toMatchInlineSnapshot(`
    "node did not print "listening" on stdout or stderr within 800 ms.

    Last check: not printed (N attempts)
    Port PORT: held by pid PID (NODE PROGRAMS/tcp-server.mjs PORT 127.0.0.1)
    Process: pid PID, still running when it was killed; listened on nothing
    Command: NODE PROGRAMS/complains.mjs PORT 127.0.0.1
    Directory: ROOT
    Output (last 20 lines):
      | Error: listen EADDRINUSE: address already in use 127.0.0.1:PORT
    Fix: port PORT is taken: stop the process that holds it, or use another port."
  `)
})

linuxTest('a program whose own port is taken, while another is waited for', async () => {
  const [taken, port] = [await takenPort(), await freePort()]
  const command = ['sh', '-c', `echo "listen tcp :${taken}: bind: address already in use"; exit 1`]
  const executor = endedWithTest(new TCPExecutor(command, { port }))
  const error = await rejection(executor.start())
  expect(readable(error, { TAKEN: taken, WANTED: port })).toMatchInlineSnapshot(`
    "sh exited with 1 before it was ready.

    Last check: ECONNREFUSED (N attempts)
    Port TAKEN: held by pid PID (NODE PROGRAMS/tcp-server.mjs TAKEN 127.0.0.1)
    Process: exited with 1
    Command: sh -c 'echo "listen tcp :TAKEN: bind: address already in use"; exit 1'
    Directory: ROOT
    Output (last 20 lines):
      | listen tcp :TAKEN: bind: address already in use
    Fix: it wants port TAKEN, which is taken, but WANTED is waited for: pass it port WANTED."
  `)
})

test.each([
  ['Error: listen EADDRINUSE: address already in use 127.0.0.1:3000', 3000],
  ['Error: listen EADDRINUSE: address already in use :::3000', 3000],
  ['12:34:56 listen tcp :8080: bind: address already in use', 8080],
  [
    "[Errno 98] error while attempting to bind on address ('127.0.0.1', 8000): address already in use",
    8000,
  ],
  ['12:34:56 [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)', 80],
  ['Could not create server TCP listening socket *:6379: bind: Address already in use', 6379],
  ['could not bind IPv4 address "127.0.0.1": Address already in use', undefined],
  ['OSError: [Errno 98] Address already in use', undefined],
])('the port in %j', (line, port) => {
  expect(complaintIn(`starting\n${line}\nbye`)).toEqual({ port })
})

test('no complaint, no port', () => {
  expect(complaintIn('listening on 127.0.0.1:80')).toBeUndefined()
})
