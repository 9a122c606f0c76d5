import { describe, expect, test } from 'vitest'
import { OutputExecutor, SimpleExecutor } from 'vitest-mirakuru/executors'
import { endedWithTest } from '../../support/kill-after-test.ts'
import { run } from '../../support/program.ts'
import { Family } from '../../support/surviving.ts'

async function running(): Promise<{ executor: OutputExecutor; family: Family }> {
  const executor = endedWithTest(
    new OutputExecutor(['sh', '-c', 'echo ready; exec sleep 300'], { banner: 'ready' }),
  )
  await executor.start()
  const family = await Family.create()
  family.add('first', executor.pid)
  return { executor, family }
}

describe('stopped() with a body', () => {
  test('stops the process while the body runs, and starts it again after that', async () => {
    const { executor, family } = await running()
    const mark = executor.output.mark()
    const result = await executor.stopped(async () => {
      expect(executor.running()).toBe(false)
      return family.surviving()
    })
    expect(result).toEqual([])
    expect(executor.running()).toBe(true)
    expect(executor.output.since(mark)).toBe('ready\n')
  })

  test('accepts a body that is not async', async () => {
    const { executor } = await running()
    expect(await executor.stopped(() => executor.running())).toBe(false)
    expect(executor.running()).toBe(true)
  })

  test('starts the process again when the body throws, and passes on the error', async () => {
    const { executor } = await running()
    const error = new Error('from the body')
    await expect(executor.stopped(() => Promise.reject(error))).rejects.toBe(error)
    expect(executor.running()).toBe(true)
    const thrown = executor.stopped(() => {
      throw error
    })
    await expect(thrown).rejects.toBe(error)
    expect(executor.running()).toBe(true)
  })

  test('starts the process once when nested', async () => {
    const { executor } = await running()
    await executor.stopped(async () => {
      await executor.stopped(() => expect(executor.running()).toBe(false))
      expect(executor.running()).toBe(false)
    })
    expect(executor.running()).toBe(true)
  })

  test('does not affect a process that the body has started', async () => {
    const { executor } = await running()
    const pid = await executor.stopped(async () => (await executor.start()).pid)
    expect(executor.pid).toBe(pid)
  })

  test('leaves a stopped process stopped', async () => {
    const executor = new SimpleExecutor('sleep 300')
    expect(await executor.stopped(() => 7)).toBe(7)
    expect(executor.running()).toBe(false)
  })

  test('starts the process again when the stop fails, and throws that error', async () => {
    const executor = endedWithTest(
      new OutputExecutor(run('exits-on.mjs', 'SIGTERM', 3), { banner: 'ready' }),
    )
    await executor.start()
    let ran = false
    const away = executor.stopped(() => (ran = true))
    await expect(away).rejects.toMatchObject({ code: 'ERR_PROCESS_FINISHED', exitCode: 3 })
    expect([ran, executor.running()]).toEqual([false, true])
  })

  test('throws both errors when the body and the start after it fail', async () => {
    const family = await Family.create()
    const once = 'mkdir "$PIDS/once" 2>/dev/null || exit 5; echo ready; exec sleep 300'
    const executor = endedWithTest(
      new OutputExecutor(['sh', '-c', once], { banner: 'ready', env: family.env }),
    )
    await executor.start()
    const error = new Error('from the body')
    const thrown: unknown = await executor.stopped(() => Promise.reject(error)).catch((e) => e)
    expect(thrown).toBeInstanceOf(AggregateError)
    expect(thrown).toMatchObject({ errors: [error, { code: 'ERR_PROCESS_EXITED', exitCode: 5 }] })
    expect(executor.running()).toBe(false)
  })
})

describe('stopped() without a body', () => {
  test('stops the process until the result is disposed', async () => {
    const { executor, family } = await running()
    {
      await using _outage = await executor.stopped()
      expect(executor.running()).toBe(false)
      expect(family.surviving()).toEqual([])
    }
    expect(executor.running()).toBe(true)
  })

  test('starts the process once', async () => {
    const { executor } = await running()
    const outage = await executor.stopped()
    await outage[Symbol.asyncDispose]()
    await executor.stop()
    await outage[Symbol.asyncDispose]()
    expect(executor.running()).toBe(false)
  })

  test('leaves a stopped process stopped, too', async () => {
    const executor = new SimpleExecutor('sleep 300')
    {
      await using _outage = await executor.stopped()
    }
    expect(executor.running()).toBe(false)
  })
})
