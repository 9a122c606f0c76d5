import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SimpleExecutor } from 'vitest-mirakuru/executors'
import { endedWithTest } from '../support/kill-after-test.ts'
import { run } from '../support/program.ts'
import { rejection } from '../support/rejection.ts'
import { Family } from '../support/surviving.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

function sleeper(): SimpleExecutor {
  return endedWithTest(new SimpleExecutor('sleep 300'))
}

describe('the lifecycle', () => {
  test('goes from stopped to running to stopped', async () => {
    const family = await Family.create()
    const executor = sleeper()
    expect(executor.running()).toBe(false)
    expect([executor.pid, executor.process]).toEqual([undefined, undefined])

    expect(await executor.start()).toBe(executor)
    family.add('sleep', executor.pid)
    expect(executor.running()).toBe(true)
    expect(executor.process?.pid).toBe(executor.pid)

    expect(await executor.stop()).toBe(executor)
    expect(family.surviving()).toEqual([])
    expect(executor.running()).toBe(false)
    expect([executor.pid, executor.process]).toEqual([undefined, undefined])
  })

  test('start() does nothing while it is running', async () => {
    const trace = join(await temporaryDirectory(), 'trace')
    const executor = endedWithTest(new SimpleExecutor(run('appends-line.sh', trace)))
    await executor.start()
    const { pid } = executor
    expect(await executor.start()).toBe(executor)
    expect(executor.pid).toBe(pid)
    await expect.poll(() => readFile(trace, 'utf8').catch(() => '')).toBe('started\n')
  })

  test('start() starts it again after stop()', async () => {
    const executor = sleeper()
    await executor.start()
    const { pid } = executor
    await executor.stop()
    await executor.start()
    expect(executor.running()).toBe(true)
    expect(executor.pid).not.toBe(pid)
  })

  test('start() starts it again after it exited by itself', async () => {
    const executor = endedWithTest(new SimpleExecutor(['sh', '-c', 'echo run; exit 3']))
    await executor.start()
    await executor.waitForExit()
    expect(executor.running()).toBe(false)
    await executor.start()
    await executor.waitForExit()
    await executor.stop({ expectedExitCode: 3 })
    expect(executor.output.lines()).toEqual(['run', 'run'])
  })

  test('stop() and kill() do nothing while it is stopped', async () => {
    const executor = sleeper()
    expect(await executor.stop()).toBe(executor)
    expect(await executor.kill()).toBe(executor)
    await executor.start()
    await executor.stop()
    expect(await executor.stop()).toBe(executor)
    expect(await executor.kill()).toBe(executor)
    expect(executor.running()).toBe(false)
  })

  test('asyncDispose stops it', async () => {
    const family = await Family.create()
    {
      await using executor = sleeper()
      await executor.start()
      family.add('sleep', executor.pid)
    }
    expect(family.surviving()).toEqual([])
  })
})

describe('toString()', () => {
  test('shows the class, the command and the state', async () => {
    const executor = sleeper()
    expect(String(executor)).toBe('<SimpleExecutor "sleep 300" stopped>')
    await executor.start()
    expect(String(executor)).toBe(`<SimpleExecutor "sleep 300" pid ${executor.pid} running>`)
    await executor.stop()
    expect(String(executor)).toBe('<SimpleExecutor "sleep 300" stopped>')
  })
})

describe('waitForExit()', () => {
  test.each([
    ['a code', 'exit 7', { exitCode: 7, signal: null }],
    ['a signal', 'kill -USR1 $$', { exitCode: null, signal: 'SIGUSR1' }],
  ])('resolves with %s', async (_name, script, exit) => {
    const executor = endedWithTest(new SimpleExecutor(['sh', '-c', script]))
    await executor.start()
    expect(await executor.waitForExit()).toEqual(exit)
    expect(await executor.waitForExit()).toEqual(exit)
  })

  test('resolves when it is stopped', async () => {
    const executor = await sleeper().start()
    const exit = executor.waitForExit()
    await executor.stop()
    expect(await exit).toEqual({ exitCode: null, signal: 'SIGTERM' })
  })

  test('is an error before the first start', async () => {
    await expect(sleeper().waitForExit()).rejects.toThrow(
      /^sleep was never started\.[^]*\nFix: call start\(\) first\.$/,
    )
  })
})

describe('a command that cannot be spawned', () => {
  test('is a command that does not exist', async () => {
    const error = await rejection(new SimpleExecutor('no-such-program --flag').start())
    expect(error.message).toMatch(/^no-such-program could not be started: command not found: /)
    expect(error).toMatchObject({ code: 'ERR_EXECUTOR', cause: { code: 'ENOENT' } })
    expect(error).toMatchObject({ command: 'no-such-program --flag', outputTail: '' })
  })

  test('a file that is not executable', async () => {
    const path = join(await temporaryDirectory(), 'plain.txt')
    await writeFile(path, 'text')
    const error = await rejection(new SimpleExecutor([path]).start())
    expect(error.message).toContain(`${path} is not executable`)
    expect(error).toMatchObject({ cause: { code: 'EACCES' } })
  })

  test('a directory', async () => {
    const path = await temporaryDirectory()
    const error = await rejection(new SimpleExecutor([path]).start())
    expect(error.message).toContain(`${path} is not executable`)
    expect(error).toMatchObject({ cause: { code: 'EACCES' } })
  })

  test('a working directory that does not exist', async () => {
    const cwd = join(await temporaryDirectory(), 'nowhere')
    const error = await rejection(new SimpleExecutor('true', { cwd }).start())
    expect(error.message).toContain(`the working directory ${cwd} does not exist`)
    expect(error).toMatchObject({ cause: { code: 'ENOENT' } })
  })

  test('a working directory that is a file', async () => {
    const error = await rejection(new SimpleExecutor('true', { cwd: process.execPath }).start())
    expect(error.message).toContain(`the working directory ${process.execPath} is not a directory`)
  })

  test('a shell that does not exist', async () => {
    const error = await rejection(
      new SimpleExecutor('true', { shell: '/bin/no-such-shell' }).start(),
    )
    expect(error).toMatchObject({ cause: { code: 'ENOENT' } })
  })

  test('leaves the executor stopped, and fails again', async () => {
    const executor = new SimpleExecutor('no-such-program')
    await rejection(executor.start())
    expect([executor.running(), executor.pid]).toEqual([false, undefined])
    await rejection(executor.start())
    expect(await executor.stop()).toBe(executor)
  })
})
