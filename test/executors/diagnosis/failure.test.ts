import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  HTTPExecutor,
  OutputExecutor,
  PidExecutor,
  SimpleExecutor,
  TCPExecutor,
} from 'vitest-mirakuru/executors'
import { endedWithTest } from '../../support/kill-after-test.ts'
import { freePort } from '../../support/free-port.ts'
import { run } from '../../support/program.ts'
import { readable, readableOfRefused } from '../../support/readable.ts'
import { rejection } from '../../support/rejection.ts'
import { Family } from '../../support/surviving.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const linuxTest = test.skipIf(process.platform !== 'linux')

describe('the whole message', () => {
  linuxTest('of TimeoutExpired', async () => {
    const port = await freePort()
    const script = 'echo "starting up"; echo "still at it"; exec sleep 300'
    const options = { port, startTimeout: 2_000 }
    const error = await rejection(
      endedWithTest(new TCPExecutor(['sh', '-c', script], options)).start(),
    )
    expect(readableOfRefused(error, { PORT: port })).toMatchInlineSnapshot(`
      "sh did not accept TCP connections on localhost:PORT within 2000 ms.

      Last check: ECONNREFUSED (N attempts)
      Process: pid PID, still running when it was killed; listened on nothing
      Command: sh -c 'echo "starting up"; echo "still at it"; exec sleep 300'
      Directory: ROOT
      Output (last 20 lines):
        | starting up
        | still at it
      Fix: if it is only slow, raise \`startTimeout\`."
    `)
  })

  linuxTest('of TimeoutExpired for a URL', async () => {
    const port = await freePort()
    const url = `http://localhost:${port}/healthz?full`
    const options = { url, status: [200, 204], startTimeout: 2_000 }
    const error = await rejection(endedWithTest(new HTTPExecutor('sleep 300', options)).start())
    expect(readableOfRefused(error, { PORT: port })).toMatchInlineSnapshot(`
      "sleep did not answer HEAD http://localhost:PORT/healthz?full with status 200 or 204 within 2000 ms.

      Last check: ECONNREFUSED (N attempts)
      Process: pid PID, still running when it was killed; listened on nothing
      Command: sleep 300
      Directory: ROOT
      Output: none
      Fix: if it is only slow, raise \`startTimeout\`."
    `)
  })

  linuxTest('of TimeoutExpired of a waitFor()', async () => {
    const options = { startTimeout: 2_000, env: { SECRET: 'hunter2' } }
    const executor = endedWithTest(new SimpleExecutor('sleep 300', options))
    await executor.start()
    const error = await rejection(executor.waitFor(() => false))
    expect(readable(error)).toMatchInlineSnapshot(`
      "sleep did not meet the waitFor() condition within 2000 ms.

      Process: pid PID, still running when it was killed; listened on nothing
      Command: sleep 300
      Directory: ROOT
      Environment: SECRET=***
      Output: none
      Fix: if it is only slow, raise \`startTimeout\`."
    `)
    expect(executor.running()).toBe(false)
  })

  test('of ProcessExitedWithError', async () => {
    const command = ['sh', '-c', 'echo "cannot open the disk" >&2; exit 3']
    const executor = endedWithTest(new OutputExecutor(command, { banner: 'ready' }))
    expect(readable(await rejection(executor.start()))).toMatchInlineSnapshot(`
      "sh exited with code 3 before it was ready.

      Last error: cannot open the disk
      Last check: not printed (N attempts)
      Process: exited with code 3
      Command: sh -c 'echo "cannot open the disk" >&2; exit 3'
      Directory: ROOT
      Output (last 20 lines):
        | cannot open the disk"
    `)
  })

  test('of ProcessExitedWithError after a signal', async () => {
    const executor = new OutputExecutor(['sh', '-c', 'kill -SEGV $$'], { banner: /ready/ })
    expect(readable(await rejection(endedWithTest(executor).start()))).toMatchInlineSnapshot(`
      "sh was killed by SIGSEGV before it was ready.

      Last check: not printed (N attempts)
      Process: was killed by SIGSEGV
      Command: sh -c 'kill -SEGV $$'
      Directory: ROOT
      Output: none
      Fix: it printed nothing: run the command manually in the same directory and environment to see why."
    `)
  })

  test('of ProcessFinishedWithError', async () => {
    const command = run('exits-on.mjs', 'SIGTERM', 3)
    const executor = endedWithTest(new OutputExecutor(command, { banner: 'ready' }))
    await executor.start()
    expect(readable(await rejection(executor.stop()))).toMatchInlineSnapshot(`
      "node exited with code 3 when it was stopped, which was unexpected.

      Process: exited with code 3
      Command: NODE PROGRAMS/exits-on.mjs SIGTERM 3
      Output (last 20 lines):
        | ready
      Fix: if this exit code is normal, set \`expectedExitCode: 3\`."
    `)
  })

  test('of AlreadyRunning for a port', async () => {
    const port = await freePort()
    const holder = new TCPExecutor(run('tcp-server.mjs', port, '127.0.0.1'), { port })
    await endedWithTest(holder).start()
    const executor = endedWithTest(new TCPExecutor('sleep 300', { port }))
    const error = await rejection(executor.start())
    expect(readable(error, { PORT: port })).toMatchInlineSnapshot(`
      "localhost:PORT is taken: something accepted connections there before sleep was started.

      Held by: pid PID (NODE PROGRAMS/tcp-server.mjs PORT 127.0.0.1)
      Command: sleep 300
      Output: none
      Fix: stop it, or use another port."
    `)
  })

  test('of AlreadyRunning for a file', async () => {
    const filename = join(await temporaryDirectory(), 'daemon.pid')
    await writeFile(filename, '')
    const executor = endedWithTest(new PidExecutor('sleep 300', { filename }))
    expect(readable(await rejection(executor.start()))).toMatchInlineSnapshot(`
      "The file TEMPORARY/daemon.pid existed before sleep was started.

      Command: sleep 300
      Output: none
      Fix: stop the process that created it, or remove the file if there is none."
    `)
  })

  test('of an ExecutorError, when the command is not found', async () => {
    const options = { env: { PATH: await temporaryDirectory() } }
    const executor = new SimpleExecutor('no-such-program --flag "a b"', options)
    expect(readable(await rejection(executor.start()))).toMatchInlineSnapshot(`
      "no-such-program could not be started: command not found: no-such-program is not on PATH.

      Command: no-such-program --flag "a b"
      Directory: ROOT
      Environment: PATH=TEMPORARY
      Output: none
      Fix: install it, or specify its path."
    `)
  })

  test('of an ExecutorError, when it is stopped while it starts', async () => {
    const command = ['sh', '-c', 'echo up; exec sleep 300']
    const executor = endedWithTest(new OutputExecutor(command, { banner: 'ready' }))
    const failed = rejection(executor.start())
    await executor.output.waitFor('up')
    await executor.stop()
    expect(readable(await failed)).toMatchInlineSnapshot(`
      "sh was stopped while it was starting.

      Process: pid PID, still running when it was killed
      Command: sh -c 'echo up; exec sleep 300'
      Output (last 20 lines):
        | up"
    `)
  })
})

describe('exit 0 before it is ready', () => {
  test('without remaining processes is an error that says so', async () => {
    const executor = endedWithTest(new OutputExecutor('echo done', { banner: 'ready' }))
    const error = await rejection(executor.start())
    expect(error).toMatchObject({ code: 'ERR_PROCESS_EXITED', exitCode: 0, outputTail: 'done' })
    expect(readable(error)).toMatchInlineSnapshot(`
      "echo exited with code 0 before it was ready, and left no process behind.

      Last check: not printed (N attempts)
      Process: exited with code 0
      Command: echo done
      Directory: ROOT
      Output (last 20 lines):
        | done
      Fix: if it is a one-shot command, use \`ready: exited()\`; if it exits because its input ends, set \`stdin: 'open'\`."
    `)
  })

  test('is accepted while descendants live, and an error as soon as they end', async () => {
    const { env } = await Family.create()
    const script = '(echo "daemon up"; until [ -e "$PIDS/go" ]; do sleep 0.01; done) & exit 0'
    const options = { banner: 'ready', env }
    const executor = endedWithTest(new OutputExecutor(['sh', '-c', script], options))
    const failed = rejection(executor.start())
    await executor.output.waitFor('daemon up')
    await expect.poll(() => executor.process?.exitCode).toBe(0)
    expect(executor.running()).toBe(true)
    await writeFile(join(env.PIDS, 'go'), '')
    const error = await failed
    expect(error).toMatchObject({ code: 'ERR_PROCESS_EXITED', exitCode: 0 })
    expect(error.message).toMatch(/^sh exited with code 0 before it was ready, and left no process/)
  })

  test('is not accepted with another code, even while descendants live', async () => {
    const family = await Family.create()
    const script =
      'sh -c \'echo $$ > "$PIDS/child"; exec sleep 300\' & until [ -s "$PIDS/child" ]; do :; done; exit 2'
    const options = { banner: 'ready', env: family.env }
    const executor = endedWithTest(new OutputExecutor(['sh', '-c', script], options))
    const failed = rejection(executor.start())
    await family.meet('child').catch(() => {})
    expect(await failed).toMatchObject({ code: 'ERR_PROCESS_EXITED', exitCode: 2 })
    expect(family.surviving()).toEqual([])
  })
})
