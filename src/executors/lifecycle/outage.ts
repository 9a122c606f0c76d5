import { asyncDispose } from '../runtime/async-dispose.ts'
import { checkValue, FUNCTION } from '../options/rules.ts'

/** A temporary stop or pause, with its end. */
export interface Outage {
  readonly begin: () => Promise<unknown>
  readonly end: () => Promise<unknown>
}

/**
 * Runs `body` during an outage, and always ends the outage after it. Without a body, the outage lasts until
 * the returned object is disposed.
 *
 * @throws OptionError when `body` is not a function; whatever `body` or the end of the outage throws, or an
 * AggregateError if both throw.
 */
export async function withOutage<T>(
  { begin, end }: Outage,
  body: (() => T | Promise<T>) | undefined,
): Promise<T | AsyncDisposable> {
  if (body !== undefined) checkValue('the body of stopped() or paused()', FUNCTION, body)
  await begin().catch((error: unknown) => rethrowAfterRestore(error, end))
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
    const message = 'The body failed, and so did the restart or resume after it'
    throw new AggregateError([error, other], message, { cause: other })
  }
  throw error
}

function disposeOnce(end: Outage['end']): AsyncDisposable {
  let ending: Promise<unknown> | undefined
  return {
    async [asyncDispose]() {
      ending ??= end()
      await ending
    },
  }
}
