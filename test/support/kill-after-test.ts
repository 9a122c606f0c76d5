import { onTestFinished } from 'vitest'
import type { SimpleExecutor } from 'vitest-mirakuru/executors'

/** The executor, killed at the end of the test whatever became of it. */
export function endedWithTest<E extends SimpleExecutor>(executor: E): E {
  onTestFinished(async () => {
    await executor.kill()
  })
  return executor
}
