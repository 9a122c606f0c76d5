import { newAbortController, anySignal } from './abort.ts'
import { setMaxListeners } from 'node:events'
import { setTimer } from './clock.ts'

/** The abort reason of a start or a wait that reached its deadline. */
export class DeadlineReached extends Error {
  override readonly name = 'DeadlineReached'
}

/**
 * Runs `body` with a signal that aborts at the deadline, when any of `signals` aborts, or when `body` ends.
 *
 * @throws whatever `body` throws, or the abort reason, without waiting for `body`.
 */
export async function withDeadline<T>(
  milliseconds: number,
  signals: readonly (AbortSignal | undefined)[],
  body: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = newAbortController()
  const cancel = setTimer(milliseconds, () => deadline.abort(new DeadlineReached()))
  const given = signals.filter((signal) => signal !== undefined)
  const signal = anySignal([deadline.signal, ...given])
  // Every check in flight listens to it, and there may be many.
  setMaxListeners(0, signal)
  try {
    signal.throwIfAborted()
    return await abortable(body(signal), signal)
  } finally {
    cancel()
    deadline.abort()
  }
}

/** Rejects at the abort. `work` itself is not cancelled. */
export function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
