import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Executor, OutputExecutor, SimpleExecutor, TimeoutExpired } from 'vitest-mirakuru/executors'
import { endedWithTest } from '../support/kill-after-test.ts'
import { run } from '../support/program.ts'
import { rejection } from '../support/rejection.ts'
import { Family } from '../support/surviving.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const never = (): Promise<never> => new Promise(() => {})

describe('`startTimeout`', () => {
  test('ends a start that is not ready, together with its tree', async () => {
    const family = await Family.create()
    const executor = endedWithTest(
      new OutputExecutor(run('leaves-descendants.sh'), {
        banner: 'never printed',
        startTimeout: 3_000,
        env: family.env,
      }),
    )
    const failed = rejection(executor.start())
    await family.meet('leader', 'child', 'grandchild', 'daemon')
    const error = await failed
    expect(family.surviving()).toEqual([])
    expect(error).toBeInstanceOf(TimeoutExpired)
    expect(error).toMatchObject({ timeout: 3_000, outputTail: 'the tree is up' })
    expect(executor.running()).toBe(false)
  })

  test('includes the pre-start check', async () => {
    const [startTimeout, taken] = [3_000, 2_000]
    class Slow extends Executor {
      override async preStartCheck(): Promise<boolean> {
        await setTimeout(taken)
        return false
      }

      override async afterStartCheck(): Promise<boolean> {
        return false
      }
    }
    const executor = endedWithTest(new Slow('sleep 300', { startTimeout }))
    const start = performance.now()
    const error = await rejection(executor.start())
    expect(error).toBeInstanceOf(TimeoutExpired)
    expect(performance.now() - start).toBeLessThan(startTimeout + taken)
  })

  test('ends a pre-start check that hangs, and nothing is spawned', async () => {
    class Stuck extends Executor {
      override preStartCheck = never
    }
    const trace = join(await temporaryDirectory(), 'trace')
    const executor = endedWithTest(new Stuck(run('appends-line.sh', trace), { startTimeout: 30 }))
    const error = await rejection(executor.start())
    expect(error).toBeInstanceOf(TimeoutExpired)
    expect([error.pid, executor.pid]).toEqual([undefined, undefined])
    expect(existsSync(trace)).toBe(false)
  })

  test('ends a check that hangs', async () => {
    class Stuck extends Executor {
      override afterStartCheck = never
    }
    const executor = endedWithTest(new Stuck('sleep 300', { startTimeout: 60 }))
    expect(await rejection(executor.start())).toBeInstanceOf(TimeoutExpired)
    expect(executor.running()).toBe(false)
  })

  test('may be 0', async () => {
    const executor = new OutputExecutor('sleep 300', { banner: 'never printed', startTimeout: 0 })
    expect(await rejection(endedWithTest(executor).start())).toBeInstanceOf(TimeoutExpired)
  })

  test('may be infinite', async () => {
    const executor = new OutputExecutor(['sh', '-c', 'echo up; exec sleep 300'], {
      banner: 'up',
      startTimeout: Number.POSITIVE_INFINITY,
    })
    await endedWithTest(executor).start()
    expect(executor.running()).toBe(true)
  })

  test('begins anew with the next start', async () => {
    const { env } = await Family.create()
    const once = 'mkdir "$PIDS/once" 2>/dev/null && exec sleep 300; echo up; exec sleep 300'
    const options = { banner: 'up', startTimeout: 2_000, env }
    const executor = endedWithTest(new OutputExecutor(['sh', '-c', once], options))
    expect(await rejection(executor.start())).toBeInstanceOf(TimeoutExpired)
    await executor.start()
    expect(executor.running()).toBe(true)
  })
})

describe('waitFor()', () => {
  test('resolves when the condition holds', async () => {
    const executor = await endedWithTest(new SimpleExecutor('sleep 300')).start()
    let asked = 0
    expect(await executor.waitFor(() => ++asked === 3)).toBe(executor)
    expect(await executor.waitFor(async () => true)).toBe(executor)
    expect(asked).toBe(3)
  })

  test('fails after the rest of `startTimeout`, and ends the process', async () => {
    const family = await Family.create()
    const executor = endedWithTest(new SimpleExecutor('sleep 300', { startTimeout: 1_000 }))
    await executor.start()
    family.add('sleep', executor.pid)
    const error = await rejection(executor.waitFor(() => false))
    expect(error).toBeInstanceOf(TimeoutExpired)
    expect(error.message).toMatch(/^sleep did not meet the waitFor\(\) condition within 1000 ms\./)
    expect(family.surviving()).toEqual([])
    expect(executor.running()).toBe(false)
  })

  test('passes on an error of the condition, and keeps the process', async () => {
    const executor = await endedWithTest(new SimpleExecutor('sleep 300')).start()
    const wrong = new Error('from the condition')
    await expect(executor.waitFor(() => Promise.reject(wrong))).rejects.toBe(wrong)
    expect(executor.running()).toBe(true)
  })
})

describe('the signal', () => {
  test('aborts a start with its reason, and ends the tree', async () => {
    const family = await Family.create()
    const abort = new AbortController()
    const executor = endedWithTest(
      new OutputExecutor(run('leaves-descendants.sh'), {
        banner: 'never printed',
        env: family.env,
        signal: abort.signal,
      }),
    )
    const start = executor.start()
    const failed = expect(start).rejects.toThrow('enough')
    await family.meet('leader', 'child', 'grandchild', 'daemon')
    abort.abort(new Error('enough'))
    await failed
    expect(family.surviving()).toEqual([])
    expect(executor.running()).toBe(false)
  })

  test('prevents a spawn if it is already aborted', async () => {
    const trace = join(await temporaryDirectory(), 'trace')
    const signal = AbortSignal.abort(new Error('too late'))
    const executor = endedWithTest(new SimpleExecutor(run('appends-line.sh', trace), { signal }))
    await expect(executor.start()).rejects.toThrow('too late')
    expect(executor.pid).toBeUndefined()
    expect(existsSync(trace)).toBe(false)
  })

  test('does not affect a running process', async () => {
    const abort = new AbortController()
    const executor = new SimpleExecutor('sleep 300', { signal: abort.signal })
    await endedWithTest(executor).start()
    abort.abort()
    expect(executor.running()).toBe(true)
    expect(await executor.waitFor(() => true)).toBe(executor)
  })
})
