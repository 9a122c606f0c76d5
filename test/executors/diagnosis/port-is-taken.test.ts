import { expect, test } from 'vitest'
import { OutputExecutor, TCPExecutor } from 'vitest-mirakuru/executors'
import { findAddressComplaint } from '../../../src/executors/diagnosis/address-complaint.ts'
import { endedWithTest } from '../../support/kill-after-test.ts'
import { freePort } from '../../support/free-port.ts'
import { run } from '../../support/program.ts'
import { readable } from '../../support/readable.ts'
import { rejection } from '../../support/rejection.ts'

const linuxTest = test.skipIf(process.platform !== 'linux')

/** A port that somebody else listens on. */
async function takenPort(): Promise<number> {
  const port = await freePort()
  const holder = new TCPExecutor(run('tcp-server.mjs', port, '127.0.0.1'), { port })
  await endedWithTest(holder).start()
  return port
}

linuxTest('a program keeps running although its port is taken', async () => {
  const port = await takenPort()
  const command = run('complains.mjs', port, '127.0.0.1')
  const options = { banner: 'listening', startTimeout: 5_000 }
  const executor = endedWithTest(new OutputExecutor(command, options))
  const error = await rejection(executor.start())
  expect(error).toMatchObject({ port, holder: { command: expect.stringContaining('tcp-server') } })
  expect(readable(error, { PORT: port })).toMatchInlineSnapshot(`
    "node did not print "listening" on stdout or stderr within 5000 ms.

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

linuxTest('a program tries another port than the expected one, which is taken', async () => {
  const [taken, port] = [await takenPort(), await freePort()]
  const command = ['sh', '-c', `echo "listen tcp :${taken}: bind: address already in use"; exit 1`]
  const executor = endedWithTest(new TCPExecutor(command, { port }))
  const error = await rejection(executor.start())
  expect(readable(error, { TAKEN: taken, WANTED: port })).toMatchInlineSnapshot(`
    "sh exited with code 1 before it was ready.

    Last check: ECONNREFUSED (N attempts)
    Port TAKEN: held by pid PID (NODE PROGRAMS/tcp-server.mjs TAKEN 127.0.0.1)
    Process: exited with code 1
    Command: sh -c 'echo "listen tcp :TAKEN: bind: address already in use"; exit 1'
    Directory: ROOT
    Output (last 20 lines):
      | listen tcp :TAKEN: bind: address already in use
    Fix: it tries to use port TAKEN, which is taken, but it is expected on port WANTED: pass port WANTED to it."
  `)
})

test.each([
  ['Node', 'Error: listen EADDRINUSE: address already in use 127.0.0.1:3000', 3000],
  ['Node on all', 'Error: listen EADDRINUSE: address already in use :::3000', 3000],
  ['Vite', '\u001B[31merror when starting dev server:\nError: Port 5173 is already in use', 5173],
  ['Next', '⚠ Port 3000 is in use by process 12, using available port 3001 instead.', 3000],
  ['React', 'Something is already running on port 3000.', 3000],
  ['Angular', "Port 4200 is already in use. Use '--port' to specify a different port.", 4200],
  ['Go', '12:34:56 listen tcp :8080: bind: address already in use', 8080],
  [
    'uvicorn',
    "[Errno 98] error while attempting to bind on address ('127.0.0.1', 8000): address already in use",
    8000,
  ],
  ['gunicorn', "[ERROR] Connection in use: ('127.0.0.1', 8000)", 8000],
  ['Flask', 'Address already in use\nPort 5000 is in use by another program.', 5000],
  ['Django', 'Error: That port is already in use.', undefined],
  ['http.server', 'OSError: [Errno 98] Address already in use', undefined],
  ['nginx', '12:34:56 [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)', 80],
  ['nginx on Alpine', 'nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address in use)', 80],
  [
    'Redis',
    'Could not create server TCP listening socket *:6379: bind: Address already in use',
    6379,
  ],
  [
    'PostgreSQL',
    'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use\nHINT:  Is another postmaster already running on port 5432? If not, wait.\nFATAL:  could not create any TCP/IP sockets',
    5432,
  ],
  [
    'MySQL',
    "[ERROR] Can't start server: Bind on TCP/IP port: Address already in use\n[ERROR] Do you already have another mysqld server running on port: 3306 ?",
    3306,
  ],
  ['Java', 'Caused by: java.net.BindException: Address already in use (Bind failed)', undefined],
  ['Spring', 'Web server failed to start. Port 8080 was already in use.', 8080],
  ['Quarkus', 'Port 8080 seems to be in use by another process', 8080],
  ['puma', 'Address already in use - bind(2) for "127.0.0.1" port 9292 (Errno::EADDRINUSE)', 9292],
  ['PHP', 'Failed to listen on localhost:8000 (reason: Address already in use)', 8000],
  ['.NET', 'Failed to bind to address http://127.0.0.1:5000: address already in use.', 5000],
  ['Rust', 'Os { code: 98, kind: AddrInUse, message: "Address already in use" }', undefined],
  ['Deno', 'error: Uncaught AddrInUse: Address already in use (os error 98)', undefined],
  ['Bun', 'error: Failed to start server. Is port 3000 in use?', 3000],
  ['Phoenix', 'Running Endpoint failed, port 4000 already in use', 4000],
  ['Docker', 'Bind for 0.0.0.0:5432 failed: port is already allocated.', 5432],
  [
    'Windows',
    'Only one usage of each socket address is normally permitted. (os error 10048)',
    undefined,
  ],
  ['a time alone', '12:34:56.789 main.go:120: Address already in use', undefined],
])('the port is found in the complaint of %s', (_name, words, port) => {
  expect(findAddressComplaint(`starting\n${words}\nbye`)).toEqual({ port, isLast: true })
})

test.each([
  'listening on 127.0.0.1:80',
  'Starting inspector on 127.0.0.1:9229 failed: address already in use',
  'this port is used for metrics: 80 connections are allowed',
])('this is not a complaint about a port: %s', (line) => {
  expect(findAddressComplaint(line)).toBeUndefined()
})

test("of several complaints, the one about the service's own port counts", () => {
  const output = 'Port 9100 is already in use\nlisten tcp :8080: bind: address already in use\nbye'
  expect(findAddressComplaint(output, [8080])).toEqual({ port: 8080, isLast: true })
})

linuxTest('a complaint about another address does not hide a later error', async () => {
  const [taken, port] = [await takenPort(), await freePort()]
  const words = `Port ${taken} is already in use\\nmetrics are off\\n1\\n2\\n3\\nError: no DSN`
  const command = ['sh', '-c', `printf '${words}'; exit 1`]
  const executor = endedWithTest(new TCPExecutor(command, { port }))
  const error = await rejection(executor.start())
  expect(error.message).toContain('Last error: Error: no DSN')
  expect(error.message).not.toMatch(/Fix:|held by/)
})
