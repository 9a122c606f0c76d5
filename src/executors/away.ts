import { asyncDispose } from './async-dispose.ts'
import { checkValue, FUNCTION } from './check-options.ts'

/** How something is taken away for a while, and brought back. */
export interface Absence {
  readonly leave: () => Promise<unknown>
  readonly comeBack: () => Promise<unknown>
}

/**
 * Away while `body` runs, back when it ends, however it ends. Without a body: away until disposed of.
 *
 * @throws TypeError when `body` is no function; what it throws; what coming back throws; an
 * AggregateError of the two when both do.
 */
export async function away<T>(
  { leave, comeBack }: Absence,
  body: (() => T | Promise<T>) | undefined,
): Promise<T | AsyncDisposable> {
  if (body !== undefined) checkValue('the body of stopped() or paused()', FUNCTION, body)
  await leave().catch((error: unknown) => restored(error, comeBack))
  if (!body) return disposeOnce(comeBack)
  let result: T
  try {
    result = await body()
  } catch (error) {
    return restored(error, comeBack)
  }
  await comeBack()
  return result
}

async function restored(error: unknown, comeBack: Absence['comeBack']): Promise<never> {
  try {
    await comeBack()
  } catch (other) {
    const message = 'It failed, and could not be brought back after it'
    throw new AggregateError([error, other], message, { cause: other })
  }
  throw error
}

function disposeOnce(comeBack: Absence['comeBack']): AsyncDisposable {
  let back: Promise<unknown> | undefined
  return {
    async [asyncDispose]() {
      back ??= comeBack()
      await back
    },
  }
}
