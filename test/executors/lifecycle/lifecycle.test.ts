import { EventEmitter, once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Executor, OutputExecutor, SimpleExecutor } from 'vitest-mirakuru/executors'
import { endedWithTest } from '../../support/kill-after-test.ts'
import { run } from '../../support/program.ts'
import { Family } from '../../support/surviving.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

test('concurrent starts share one start', async () => {
  const trace = join(await temporaryDirectory(), 'trace')
  const executor = endedWithTest(new SimpleExecutor(run('appends-line.sh', trace)))
  await Promise.all([executor.start(), executor.start(), executor.start()])
  await expect.poll(() => readFile(trace, 'utf8').catch(() => '')).toBe('started\n')
})

test('concurrent starts share a failure', async () => {
  const executor = endedWithTest(new SimpleExecutor('no-such-program'))
  const results = await Promise.allSettled([executor.start(), executor.start()])
  const [first, second] = results.map((result) => result.status === 'rejected' && result.reason)
  expect(first).toBeInstanceOf(Error)
  expect(second).toBe(first)
})

test('concurrent stops and kills share one stop', async () => {
  const family = await Family.create()
  const executor = endedWithTest(new SimpleExecutor('sleep 300'))
  await executor.start()
  family.add('sleep', executor.pid)
  const gone = async (): Promise<string[]> => {
    await executor.stop()
    return family.surviving()
  }
  expect(await Promise.all([gone(), gone(), executor.kill().then(() => [])])).toEqual([[], [], []])
  expect(executor.running()).toBe(false)
})

test('concurrent stops share a failure', async () => {
  const executor = endedWithTest(
    new OutputExecutor(run('exits-on.mjs', 'SIGTERM', 3), { banner: 'ready' }),
  )
  await executor.start()
  const results = await Promise.allSettled([executor.stop(), executor.stop()])
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await executor.stop()).toBe(executor)
})

test('a kill during a stop ends a process that ignores the stop signal', async () => {
  const family = await Family.create()
  const executor = endedWithTest(
    new OutputExecutor(run('ignores-sigterm.mjs'), { banner: 'ready' }),
  )
  await executor.start()
  family.add('leader', executor.pid)
  const stop = executor.stop()
  await executor.output.waitFor('SIGTERM ignored')
  await executor.kill()
  await stop
  expect(family.surviving()).toEqual([])
  expect(executor.running()).toBe(false)
})

test('a start during a stop waits for its end, and starts again', async () => {
  const family = await Family.create()
  const executor = endedWithTest(new SimpleExecutor('sleep 300'))
  await executor.start()
  family.add('first', executor.pid)
  const [, started] = await Promise.all([executor.stop(), executor.start()])
  family.add('second', started.pid)
  expect(family.surviving()).toEqual(['second'])
})

test('two starts during a stop share one start', async () => {
  const executor = endedWithTest(new SimpleExecutor('sleep 300'))
  await executor.start()
  const stop = executor.stop()
  const [one, two] = await Promise.all([executor.start(), executor.start()])
  await stop
  expect(one.pid).toBe(two.pid)
  expect(executor.running()).toBe(true)
})

test('a stop during a start ends the start', async () => {
  const family = await Family.create()
  const executor = endedWithTest(
    new OutputExecutor(run('ignores-sigterm.mjs'), { banner: 'never printed' }),
  )
  const start = executor.start().catch((error: unknown) => error)
  await executor.output.waitFor('ready')
  family.add('leader', executor.pid)
  expect(await executor.stop()).toBe(executor)
  expect(family.surviving()).toEqual([])
  expect(await start).toMatchObject({
    code: 'ERR_EXECUTOR',
    message: expect.stringMatching(/^node was stopped while it was starting\./),
  })
})

test('a stop in the same tick as the start leaves nothing running', async () => {
  const executor = endedWithTest(new SimpleExecutor('sleep 300'))
  const start = executor.start().catch((error: unknown) => error)
  await executor.stop()
  await start
  expect(executor.running()).toBe(false)
  await executor.start()
  expect(executor.running()).toBe(true)
})

test('a kill during a start ends the start', async () => {
  const family = await Family.create()
  const executor = endedWithTest(
    new OutputExecutor(run('ignores-sigterm.mjs'), { banner: 'never printed' }),
  )
  const start = executor.start().catch((error: unknown) => error)
  await executor.output.waitFor('ready')
  family.add('leader', executor.pid)
  await executor.kill()
  expect(family.surviving()).toEqual([])
  expect(await start).toMatchObject({ code: 'ERR_EXECUTOR' })
})

test('a stop during a pre-start check spawns nothing', async () => {
  class Patient extends Executor {
    override async preStartCheck(): Promise<boolean> {
      await once(this.released, 'release')
      return false
    }

    readonly released = new EventEmitter()
  }
  const trace = join(await temporaryDirectory(), 'trace')
  const executor = endedWithTest(new Patient(run('appends-line.sh', trace)))
  const start = executor.start().catch((error: unknown) => error)
  await executor.stop()
  executor.released.emit('release')
  expect(await start).toMatchObject({ code: 'ERR_EXECUTOR' })
  expect(existsSync(trace)).toBe(false)
  expect(executor.pid).toBeUndefined()
})
