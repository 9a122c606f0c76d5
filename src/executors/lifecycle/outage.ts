import { asyncDispose } from '../runtime/async-dispose.ts'
import { checkValue, FUNCTION } from '../options/rules.ts'

/** How something is taken away for a while, and brought back. */
export interface Outage {
  readonly begin: () => Promise<unknown>
  readonly end: () => Promise<unknown>
}

/**
 * Away while `body` runs, back when it ends, however it ends. Without a body: away until disposed of.
 *
 * @throws TypeError when `body` is no function; what it throws; what coming back throws; an
 * AggregateError of the two when both do.
 */
export async function withOutage<T>(
  { begin: leave, end }: Outage,
  body: (() => T | Promise<T>) | undefined,
): Promise<T | AsyncDisposable> {
  if (body !== undefined) checkValue('the body of stopped() or paused()', FUNCTION, body)
  await leave().catch((error: unknown) => rethrowAfterRestore(error, end))
  if (!body) return disposeOnce(end)
  let result: T
  try {
    result = await body()
  } catch (error) {
    return rethrowAfterRestore(error, end)
  }
  await end()
  return result
}

async function rethrowAfterRestore(error: unknown, end: Outage['end']): Promise<never> {
  try {
    await end()
  } catch (other) {
    const message = 'It failed, and could not be brought back after it'
    throw new AggregateError([error, other], message, { cause: other })
  }
  throw error
}

function disposeOnce(end: Outage['end']): AsyncDisposable {
  let back: Promise<unknown> | undefined
  return {
    async [asyncDispose]() {
      back ??= end()
      await back
    },
  }
}
