import { expect, test } from 'vitest'
import { OutputExecutor, SimpleExecutor } from 'vitest-mirakuru/executors'
import { endedWithTest } from '../../support/kill-after-test.ts'
import { rejection } from '../../support/rejection.ts'

const SECRET = 's3cr3t-word'
/** Repeats its argument. */
const command = ['sh', '-c', 'echo "login with ${1#*=}"; exec sleep 300', 'sh', `--token=${SECRET}`]

test('a secret argument is masked where the output repeats it, and in another variable', async () => {
  const env = { CONFIG: `retry=1 with ${SECRET}` }
  const options = { banner: 'ready', startTimeout: 1_000, env }
  const error = await rejection(endedWithTest(new OutputExecutor(command, options)).start())
  expect(error.message).toContain('| login with ***')
  expect(error.message).toContain('with ***')
  expect(error.message).not.toContain(SECRET)
})

test('a failed wait for output shows no secret', async () => {
  const executor = endedWithTest(new SimpleExecutor(command))
  await executor.start()
  await executor.output.waitFor(SECRET)
  const waiting = executor.output.waitFor('never', { timeout: 100 })
  const error = (await waiting.catch((reason: unknown) => reason)) as Error
  expect(error.message).toContain('| login with ***')
  expect(error.message).not.toContain(SECRET)
})
