import { isExecutorError, type ExecutorError, type SimpleExecutor } from 'vitest-mirakuru/executors'

/** The error of this package that a promise rejects with. @throws when it does anything else */
export async function rejection(promise: Promise<unknown>): Promise<ExecutorError> {
  const outcome = await promise.then(
    (value: unknown) => ({ value }),
    (error: unknown) => ({ error }),
  )
  if ('error' in outcome && isExecutorError(outcome.error)) return outcome.error
  throw new Error('It was not rejected with an error of this package', { cause: outcome })
}

/** The error with which a start fails. Nothing is left of it, also when it does not fail. */
export async function failedStart(executor: SimpleExecutor): Promise<ExecutorError> {
  try {
    return await rejection(executor.start())
  } finally {
    await executor.kill()
  }
}
