import { test } from 'vitest'
import { TCPExecutor } from 'vitest-mirakuru/executors'
import { freePort } from '../../support/free-port.ts'
import { run } from '../../support/program.ts'
import { readableOfRefused } from '../../support/readable.ts'
import { failedStart } from '../../support/rejection.ts'

const onLinux = { concurrent: true, skip: process.platform !== 'linux' }

test('a program that listens on another port', onLinux, async ({ expect }) => {
  const [port, other] = [await freePort(), await freePort()]
  const command = run('tcp-server.mjs', other, '127.0.0.1')
  const error = await failedStart(new TCPExecutor(command, { port, startTimeout: 5_000 }))
  expect(readableOfRefused(error, { WANTED: port, OTHER: other })).toMatchInlineSnapshot(`
    "node did not accept TCP connections on localhost:WANTED within 5000 ms.

    Last check: ECONNREFUSED (N attempts)
    Process: pid PID, still running when it was killed; listened on 127.0.0.1:OTHER
    Command: NODE PROGRAMS/tcp-server.mjs OTHER 127.0.0.1
    Directory: ROOT
    Output (last 20 lines):
      | listening
    Fix: it listens on 127.0.0.1:OTHER, not on port WANTED: pass port WANTED to it, or wait for port OTHER. If it is only slow, raise \`startTimeout\`."
  `)
})

test.for([
  ['::1', '127.0.0.1'],
  ['127.0.0.1', '::1'],
])(
  'a program that listens on %s, waited for on %s',
  onLinux,
  async ([listens = '', host], { expect }) => {
    const port = await freePort()
    const command = run('tcp-server.mjs', port, listens)
    const error = await failedStart(new TCPExecutor(command, { host, port, startTimeout: 5_000 }))
    expect(readableOfRefused(error, { PORT: port })).toMatchSnapshot()
  },
)

test('a child that listens elsewhere is named in the message', onLinux, async ({ expect }) => {
  const [port, other] = [await freePort(), await freePort()]
  const server = run('tcp-server.mjs', other, '127.0.0.1').join(' ')
  const command = ['sh', '-c', `${server}; exit 0`]
  const error = await failedStart(new TCPExecutor(command, { port, startTimeout: 5_000 }))
  expect(readableOfRefused(error, { WANTED: port, OTHER: other })).toMatchInlineSnapshot(`
    "sh did not accept TCP connections on localhost:WANTED within 5000 ms.

    Last check: ECONNREFUSED (N attempts)
    Process: pid PID, still running when it was killed; listened on 127.0.0.1:OTHER (pid PID (NODE PROGRAMS/tcp-server.mjs OTHER 127.0.0.1))
    Command: sh -c 'NODE PROGRAMS/tcp-server.mjs OTHER 127.0.0.1; exit 0'
    Directory: ROOT
    Output (last 20 lines):
      | listening
    Fix: it listens on 127.0.0.1:OTHER, not on port WANTED: pass port WANTED to it, or wait for port OTHER. If it is only slow, raise \`startTimeout\`."
  `)
})
