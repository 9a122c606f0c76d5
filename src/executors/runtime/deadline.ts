import { setTimer } from './clock.ts'

/** Why a start or a wait ends at its deadline. */
export class DeadlineReached extends Error {
  override readonly name = 'DeadlineReached'
}

/**
 * Runs `body` with a signal that is aborted by the deadline, by any of `signals`, and when it is over.
 *
 * @throws what `body` throws; the reason of the signal, without waiting for `body`.
 */
export async function withDeadline<T>(
  milliseconds: number,
  signals: readonly (AbortSignal | undefined)[],
  body: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController()
  const cancel = setTimer(milliseconds, () => deadline.abort(new DeadlineReached()))
  const given = signals.filter((signal) => signal !== undefined)
  const signal = AbortSignal.any([deadline.signal, ...given])
  try {
    signal.throwIfAborted()
    return await abortable(body(signal), signal)
  } finally {
    cancel()
    deadline.abort()
  }
}

/** What does not end by itself is left behind at the abort. */
export function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
