import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  AlreadyRunning,
  Executor,
  ProcessExitedWithError,
  TimeoutExpired,
  type Command,
  type ExecutorOptions,
} from 'vitest-mirakuru/executors'
import { endedWithTest } from '../support/kill-after-test.ts'
import { run } from '../support/program.ts'
import { rejection } from '../support/rejection.ts'
import { Family } from '../support/surviving.ts'

/** As one would write it for mirakuru. */
class FlagExecutor extends Executor {
  readonly flag: string
  checks = 0

  constructor(command: Command, flag: string, options: ExecutorOptions = {}) {
    super(command, options)
    this.flag = flag
  }

  override async preStartCheck(): Promise<boolean> {
    return existsSync(this.flag)
  }

  override async afterStartCheck(): Promise<boolean> {
    this.checks++
    return existsSync(this.flag)
  }
}

async function flagExecutor(
  command: (flag: string) => Command,
  options: ExecutorOptions = {},
): Promise<{ executor: FlagExecutor; family: Family }> {
  const family = await Family.create()
  const flag = join(family.directory, 'flag')
  const executor = new FlagExecutor(command(flag), flag, { env: family.env, ...options })
  return { executor: endedWithTest(executor), family }
}

describe('a subclass with its own two checks', () => {
  test('is polled until it is ready', async () => {
    const { executor, family } = await flagExecutor((flag) => run('rises-after.sh', flag))
    expect(await executor.start()).toBe(executor)
    await family.meet('leader')
    expect(executor.pid).toBe(family.pid('leader'))
    expect(executor.checks).toBeGreaterThan(0)
    expect(String(executor)).toMatch(/^<FlagExecutor ".*" pid \d+ running>$/)
    await executor.stop()
    expect(family.surviving()).toEqual([])
  })

  test('throws AlreadyRunning when the pre-start check holds, and nothing is spawned', async () => {
    const { executor } = await flagExecutor((flag) => ['sh', '-c', 'echo > "$0.started"', flag])
    await writeFile(executor.flag, '')
    const error = await rejection(executor.start())
    expect(error).toBeInstanceOf(AlreadyRunning)
    expect(error.message).toMatch(
      /^sh already appears to be running: its pre-start check succeeded\./,
    )
    expect(error.pid).toBeUndefined()
    expect([executor.pid, executor.checks]).toEqual([undefined, 0])
    expect(existsSync(`${executor.flag}.started`)).toBe(false)
  })

  test('throws TimeoutExpired if it never becomes ready', async () => {
    const { executor, family } = await flagExecutor(() => ['sh', '-c', LEADER], {
      startTimeout: 3_000,
    })
    const failed = rejection(executor.start())
    await family.meet('leader')
    expect(await failed).toBeInstanceOf(TimeoutExpired)
    expect(family.surviving()).toEqual([])
  })

  test('passes on an error of a check, and leaves no process', async () => {
    const wrong = new Error('from the check')
    class Failing extends Executor {
      override async afterStartCheck(): Promise<boolean> {
        if (family.surviving().length === 0) await family.meet('leader')
        throw wrong
      }
    }
    const family = await Family.create()
    const executor = endedWithTest(new Failing(['sh', '-c', LEADER], { env: family.env }))
    await expect(executor.start()).rejects.toBe(wrong)
    expect(family.surviving()).toEqual([])
    expect(executor.running()).toBe(false)
  })

  test('may override checkSubprocess(), and call it', async () => {
    class Counting extends FlagExecutor {
      asked = 0

      override async checkSubprocess(): Promise<boolean> {
        this.asked++
        return super.checkSubprocess()
      }
    }
    const family = await Family.create()
    const flag = join(family.directory, 'flag')
    const command = run('rises-after.sh', flag)
    const executor = endedWithTest(new Counting(command, flag, { env: family.env }))
    await executor.start()
    expect(executor.asked).toBe(executor.checks)
    expect(await executor.checkSubprocess()).toBe(true)
  })
})

describe('checkSubprocess()', () => {
  test('fails when the process has exited with an error', async () => {
    const { executor } = await flagExecutor(() => ['sh', '-c', 'exit 4'])
    const error = await rejection(executor.start())
    expect(error).toBeInstanceOf(ProcessExitedWithError)
    expect(error.exitCode).toBe(4)
  })
})

describe('an Executor without overridden checks', () => {
  test('is ready at once', async () => {
    const executor = endedWithTest(new Executor('sleep 300'))
    await executor.start()
    expect(await executor.preStartCheck()).toBe(false)
    expect(await executor.afterStartCheck()).toBe(true)
    expect(await executor.checkSubprocess()).toBe(true)
  })
})

describe('interval', () => {
  test('is the pause between two checks', async () => {
    const at: number[] = []
    class Third extends Executor {
      override async afterStartCheck(): Promise<boolean> {
        return at.push(performance.now()) === 3
      }
    }
    const executor = endedWithTest(new Third('sleep 300', { interval: 40 }))
    await executor.start()
    const [first = 0, , third = 0] = at
    expect(third - first).toBeGreaterThan(78)
  })
})

const LEADER = 'echo $$ > "$PIDS/leader"; exec sleep 300'
