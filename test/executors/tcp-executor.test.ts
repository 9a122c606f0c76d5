import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { AlreadyRunning, TCPExecutor, TimeoutExpired } from 'vitest-mirakuru/executors'
import { endedWithTest } from '../support/kill-after-test.ts'
import { freePort } from '../support/free-port.ts'
import { program, run } from '../support/program.ts'
import { rejection } from '../support/rejection.ts'
import { Family } from '../support/surviving.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

/** In which nobody else connects. */
const OWN_NETWORK = ['unshare', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh']
const hasOwnNetwork =
  process.getuid?.() === 0 && spawnSync('unshare', [...OWN_NETWORK.slice(1), 'true']).status === 0

describe('a server', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['127.0.0.1', 'localhost'],
    ['127.0.0.1', undefined],
    ['::1', '::1'],
    ['::1', 'localhost'],
    ['::', '127.0.0.1'],
  ])('that listens on %s is ready for %s', async (listens, host) => {
    const port = await freePort()
    const executor = new TCPExecutor(run('tcp-server.mjs', port, listens), { host, port })
    await endedWithTest(executor).start()
    expect([executor.host, executor.port]).toEqual([host ?? 'localhost', port])
    expect(executor.running()).toBe(true)
    expect(await executor.afterStartCheck()).toBe(true)
    await executor.stop()
    expect(await executor.preStartCheck()).toBe(false)
  })

  test.skipIf(!hasOwnNetwork)(
    'is waited for without a connection, after one that the port of one loopback refuses (needs root, unshare and ip)',
    () => {
      const line = [...OWN_NETWORK, ...run('counts-connections.mjs', program('tcp-server.mjs'))]
      const [file = '', ...args] = line
      expect(execFileSync(file, args, { encoding: 'utf8' })).toBe('1\n')
    },
  )

  test('is started again on the same port', async () => {
    const port = await freePort()
    const executor = new TCPExecutor(run('tcp-server.mjs', port, '127.0.0.1'), { port })
    await endedWithTest(executor).start()
    await executor.stopped(async () => expect(await executor.preStartCheck()).toBe(false))
    expect(await executor.afterStartCheck()).toBe(true)
  })

  test('that listens elsewhere is not ready', async () => {
    const port = await freePort()
    const executor = new TCPExecutor(run('tcp-server.mjs', await freePort(), '127.0.0.1'), {
      port,
      startTimeout: 3_000,
    })
    const error = await rejection(endedWithTest(executor).start())
    expect(error).toBeInstanceOf(TimeoutExpired)
    expect(error.message).toMatch(
      new RegExp(`^node did not accept TCP connections on localhost:${port} within 3000 ms\\.`),
    )
    expect(error.message).toMatch(/^Last check: ECONNREFUSED \(\d+ attempts\)$/m)
  })
})

describe('a taken port', () => {
  test('is AlreadyRunning before anything is spawned, and names the holder', async () => {
    const port = await freePort()
    const holder = new TCPExecutor(run('tcp-server.mjs', port, '127.0.0.1'), { port })
    await endedWithTest(holder).start()
    const trace = join(await temporaryDirectory(), 'trace')
    const executor = endedWithTest(new TCPExecutor(run('appends-line.sh', trace), { port }))
    const error = await rejection(executor.start())
    expect(error).toBeInstanceOf(AlreadyRunning)
    expect(error).toMatchObject({ code: 'ERR_ALREADY_RUNNING', port, pid: undefined })
    if (process.platform === 'linux') {
      expect(error.holder).toEqual({ pid: holder.pid, command: holder.commandParts.join(' ') })
      expect(error.message).toContain(`Held by: pid ${holder.pid} (${holder.commandParts[0]}`)
    }
    expect([executor.pid, executor.process, executor.running()]).toEqual([
      undefined,
      undefined,
      false,
    ])
    expect(existsSync(trace)).toBe(false)
    expect(holder.running()).toBe(true)
  })

  test.each(['127.0.0.1', '::1'])('on %s is taken for localhost', async (host) => {
    const port = await freePort()
    const holder = new TCPExecutor(run('tcp-server.mjs', port, host), { port, host })
    await endedWithTest(holder).start()
    const executor = endedWithTest(new TCPExecutor('sleep 300', { port }))
    expect(await rejection(executor.start())).toBeInstanceOf(AlreadyRunning)
  })

  test('can be used when its holder has stopped', async () => {
    const port = await freePort()
    const command = run('tcp-server.mjs', port, '127.0.0.1')
    const holder = await endedWithTest(new TCPExecutor(command, { port })).start()
    const executor = endedWithTest(new TCPExecutor(command, { port }))
    expect(await rejection(executor.start())).toBeInstanceOf(AlreadyRunning)
    await holder.stop()
    await executor.start()
    expect(executor.running()).toBe(true)
  })
})

test('a server that exits before it listens fails at once', async () => {
  const port = await freePort()
  const options = { port, startTimeout: 20_000 }
  const executor = endedWithTest(new TCPExecutor(run('exits.mjs', 1, 2), options))
  const error = await rejection(executor.start())
  expect(error).toMatchObject({ code: 'ERR_PROCESS_EXITED', exitCode: 1 })
  expect(error.outputTail.split('\n').toSorted()).toEqual(['line 1', 'line 2: giving up'])
})

test('a daemonized server is ready, running, and stopped with its executor', async () => {
  const family = await Family.create()
  const port = await freePort()
  const server = run('tcp-server.mjs', port, '127.0.0.1').join(' ')
  const script = `setsid sh -c 'echo $$ > "$PIDS/daemon"; exec ${server}' & exit 0`
  const executor = new TCPExecutor(['sh', '-c', script], { port, env: family.env })
  await endedWithTest(executor).start()
  await family.meet('daemon')
  expect(await executor.waitForExit()).toEqual({ exitCode: 0, signal: null })
  expect(executor.running()).toBe(true)
  await executor.stop()
  expect(family.surviving()).toEqual([])
})
