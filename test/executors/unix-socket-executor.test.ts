import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AlreadyRunning, TimeoutExpired, UnixSocketExecutor } from 'vitest-mirakuru/executors'
import { endedWithTest } from '../support/kill-after-test.ts'
import { run } from '../support/program.ts'
import { rejection } from '../support/rejection.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

test('an executor is ready when the socket, relative to `cwd`, accepts connections', async () => {
  const cwd = await temporaryDirectory()
  const options = { socketPath: 'server.sock', cwd }
  const executor = new UnixSocketExecutor(run('unix-server.mjs', 'server.sock'), options)
  await endedWithTest(executor).start()
  expect(executor.socketPath).toBe('server.sock')
  expect(await executor.afterStartCheck()).toBe(true)
  await executor.stop()
  expect(await executor.preStartCheck()).toBe(false)
})

test('a socket that accepts connections before the start is AlreadyRunning', async () => {
  const directory = await temporaryDirectory()
  const socketPath = join(directory, 'server.sock')
  const holder = new UnixSocketExecutor(run('unix-server.mjs', socketPath), { socketPath })
  await endedWithTest(holder).start()
  const trace = join(directory, 'trace')
  const executor = endedWithTest(
    new UnixSocketExecutor(run('appends-line.sh', trace), { socketPath }),
  )
  const error = await rejection(executor.start())
  expect(error).toBeInstanceOf(AlreadyRunning)
  expect(error.message).toContain(`The socket ${socketPath} accepted connections before`)
  expect(executor.pid).toBeUndefined()
  expect(existsSync(trace)).toBe(false)
})

test('a file that is not a socket counts as "not yet"', async () => {
  const socketPath = join(await temporaryDirectory(), 'server.sock')
  await writeFile(socketPath, '')
  const options = { socketPath, startTimeout: 2_000 }
  const executor = endedWithTest(new UnixSocketExecutor('sleep 300', options))
  const error = await rejection(executor.start())
  expect(error).toBeInstanceOf(TimeoutExpired)
  expect(error.message).toMatch(/Last check: (ECONNREFUSED|ENOTSOCK) \(/)
})

test('the socket of a killed program does not prevent the next start', async () => {
  const socketPath = join(await temporaryDirectory(), 'server.sock')
  const executor = new UnixSocketExecutor(run('unix-server.mjs', socketPath), { socketPath })
  await endedWithTest(executor).start()
  await executor.kill()
  expect(existsSync(socketPath)).toBe(false)
  await executor.start()
  expect(executor.running()).toBe(true)
})
