import { expect, test } from 'vitest'
import { Executor, SimpleExecutor } from 'vitest-mirakuru/executors'
import { endedWithTest } from '../../support/kill-after-test.ts'

const never = (): Promise<boolean> => new Promise(() => {})

test('a check that hangs does not hide the exit of the process', async () => {
  class Hanging extends Executor {
    override afterStartCheck = never
  }
  const executor = new Hanging(['sh', '-c', 'echo boom; exit 3'])
  await expect(executor.start()).rejects.toMatchObject({
    code: 'ERR_PROCESS_EXITED',
    exitCode: 3,
    outputTail: 'boom',
  })
})

test('waitFor() ends with its run, and does not affect the next one', async () => {
  const executor = endedWithTest(new SimpleExecutor('sleep 300', { startTimeout: 5_000 }))
  await executor.start()
  const waiting = executor.waitFor(() => false).catch((error: unknown) => error)
  await executor.stop()
  await executor.start()
  expect(String(await waiting)).toContain('sleep was stopped during waitFor().')
  expect(executor.running()).toBe(true)
})
