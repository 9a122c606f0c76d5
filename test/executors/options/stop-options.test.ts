import { describe, expect, test } from 'vitest'
import {
  OutputExecutor,
  ProcessFinishedWithError,
  SimpleExecutor,
  type ExecutorOptions,
} from 'vitest-mirakuru/executors'
import { endedWithTest } from '../../support/kill-after-test.ts'
import { run } from '../../support/program.ts'
import { Family } from '../../support/surviving.ts'

async function started(
  command: readonly string[],
  options: ExecutorOptions = {},
): Promise<{ executor: OutputExecutor; family: Family }> {
  const executor = endedWithTest(new OutputExecutor(command, { banner: 'ready', ...options }))
  await executor.start()
  const family = await Family.create()
  family.add('leader', executor.pid)
  return { executor, family }
}

describe('the stop signal', () => {
  test('is SIGTERM by default', async () => {
    const { executor } = await started(run('exits-on.mjs', 'SIGTERM', 0))
    const exit = executor.waitForExit()
    await executor.stop()
    expect(await exit).toEqual({ exitCode: 0, signal: null })
  })

  test('is `stopSignal`', async () => {
    const { executor } = await started(run('exits-on.mjs', 'SIGUSR2', 0), { stopSignal: 'SIGUSR2' })
    const exit = executor.waitForExit()
    await executor.stop()
    expect(await exit).toEqual({ exitCode: 0, signal: null })
  })

  test('may be set by the call', async () => {
    const { executor } = await started(run('exits-on.mjs', 'SIGINT', 0))
    const exit = executor.waitForExit()
    await executor.stop({ signal: 'SIGINT' })
    expect(await exit).toEqual({ exitCode: 0, signal: null })
  })
})

describe('a process that ignores the stop signal', () => {
  test('is killed after `stopTimeout`', async () => {
    const { executor, family } = await started(run('ignores-sigterm.mjs'), { stopTimeout: 1_500 })
    const exit = executor.waitForExit()
    await executor.stop()
    expect(family.surviving()).toEqual([])
    expect(await exit).toEqual({ exitCode: null, signal: 'SIGKILL' })
    expect(executor.output.text()).toContain('SIGTERM ignored')
  })

  test('is killed after the timeout of the call', async () => {
    const { executor, family } = await started(run('ignores-sigterm.mjs'))
    await executor.stop({ timeout: 1_500 })
    expect(family.surviving()).toEqual([])
  })

  test('is killed by `killSignal`', async () => {
    const options = { stopTimeout: 1_500, killSignal: 'SIGHUP' } as const
    const { executor, family } = await started(run('ignores-sigterm.mjs'), options)
    const exit = executor.waitForExit()
    await executor.stop()
    expect(family.surviving()).toEqual([])
    expect(await exit).toEqual({ exitCode: null, signal: 'SIGHUP' })
  })

  test('is killed by SIGKILL if `killSignal` does not end it', async () => {
    const options = { stopTimeout: 1, killSignal: 'SIGTERM' } as const
    const { executor, family } = await started(run('ignores-sigterm.mjs'), options)
    const exit = executor.waitForExit()
    await executor.kill()
    expect(family.surviving()).toEqual([])
    expect(await exit).toEqual({ exitCode: null, signal: 'SIGKILL' })
  })
})

describe('the exit code at a stop', () => {
  test.each([
    ['0', 0],
    ['128 and the number of the signal', 143],
  ])('may be %s', async (_name, code) => {
    const { executor } = await started(run('exits-on.mjs', 'SIGTERM', code))
    expect(await executor.stop()).toBe(executor)
  })

  test('follows the signal of the call', async () => {
    const { executor } = await started(run('exits-on.mjs', 'SIGINT', 130))
    expect(await executor.stop({ signal: 'SIGINT' })).toBe(executor)
  })

  test('may be missing after death by the signal', async () => {
    const { executor } = await started(['sh', '-c', 'echo ready; exec sleep 300'])
    expect(await executor.stop()).toBe(executor)
  })

  test.each([3, 130])('must not be %i', async (code) => {
    const { executor, family } = await started(run('exits-on.mjs', 'SIGTERM', code))
    const pid = executor.pid
    const error: unknown = await executor.stop().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ProcessFinishedWithError)
    expect(error).toMatchObject({ exitCode: code, signal: null, pid, outputTail: 'ready' })
    expect(family.surviving()).toEqual([])
    expect(executor.running()).toBe(false)
  })

  test('must be one of `expectedExitCode`', async () => {
    const listed = await started(run('exits-on.mjs', 'SIGTERM', 4), { expectedExitCode: [3, 4] })
    expect(await listed.executor.stop()).toBe(listed.executor)
    const single = await started(run('exits-on.mjs', 'SIGTERM', 4), { expectedExitCode: 4 })
    expect(await single.executor.stop()).toBe(single.executor)
    const other = await started(run('exits-on.mjs', 'SIGTERM', 0), { expectedExitCode: 4 })
    await expect(other.executor.stop()).rejects.toThrow(
      /^node exited with code 0 when it was stopped/,
    )
  })

  test('may be set by the call', async () => {
    const { executor } = await started(run('exits-on.mjs', 'SIGTERM', 5), { expectedExitCode: 0 })
    expect(await executor.stop({ expectedExitCode: 5 })).toBe(executor)
  })

  test('is checked if the process exited before the stop', async () => {
    const executor = endedWithTest(new SimpleExecutor(['sh', '-c', 'exit 9']))
    await executor.start()
    await executor.waitForExit()
    await expect(executor.stop()).rejects.toThrow(/^sh exited with code 9 before it was stopped/)
  })
})

describe('kill()', () => {
  test('ends a process at once, whatever its exit code', async () => {
    const { executor, family } = await started(run('ignores-sigterm.mjs'))
    const exit = executor.waitForExit()
    expect(await executor.kill()).toBe(executor)
    expect(family.surviving()).toEqual([])
    expect(await exit).toEqual({ exitCode: null, signal: 'SIGKILL' })
  })

  test('accepts another signal', async () => {
    const { executor } = await started(run('exits-on.mjs', 'SIGINT', 6))
    const exit = executor.waitForExit()
    expect(await executor.kill({ signal: 'SIGINT' })).toBe(executor)
    expect(await exit).toEqual({ exitCode: 6, signal: null })
  })

  test('does not wait if the option says so', async () => {
    const { executor, family } = await started(run('ignores-sigterm.mjs'))
    const exit = executor.waitForExit()
    expect(await executor.kill({ wait: false })).toBe(executor)
    expect(await exit).toEqual({ exitCode: null, signal: 'SIGKILL' })
    await executor.stop()
    expect(family.surviving()).toEqual([])
    expect(executor.running()).toBe(false)
  })
})
