import { expect, test } from 'vitest'
import { OutputExecutor } from 'vitest-mirakuru/executors'

test('an executor without a fixture', async () => {
  await using executor = new OutputExecutor('node test/recipes/hand-over.js kitchen 0', {
    banner: /open on port \d+/,
    startTimeout: 5_000,
  })
  await executor.start()
  await executor.stopped(() => {
    expect(executor.running()).toBe(false)
  })
  expect(executor.running()).toBe(true)
})
