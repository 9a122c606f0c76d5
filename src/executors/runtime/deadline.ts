import { newAbortController, anySignal } from './abort.ts'
import { setMaxListeners } from 'node:events'
import { setTimer } from './clock.ts'

/** The abort reason of a start or a wait that reached its deadline. */
export class DeadlineReached extends Error {
  override readonly name = 'DeadlineReached'
}

export interface Deadline {
  /** Aborts at the deadline, when any of the given signals aborts, or when `end()` is called. */
  readonly signal: AbortSignal
  readonly end: () => void
}

/** Begins a time limit. Call `end()` when the work is done. */
export function startDeadline(
  milliseconds: number,
  signals: readonly (AbortSignal | undefined)[],
): Deadline {
  const deadline = newAbortController()
  const cancel = setTimer(milliseconds, () => deadline.abort(new DeadlineReached()))
  const given = signals.filter((signal) => signal !== undefined)
  const signal = anySignal([deadline.signal, ...given])
  // Every check in flight listens to it, and there may be many.
  setMaxListeners(0, signal)
  const end = (): void => {
    cancel()
    deadline.abort()
  }
  return { signal, end }
}

/**
 * Runs `body` with the signal of a deadline, which also aborts when `body` ends.
 *
 * @throws whatever `body` throws, or the abort reason, without waiting for `body`.
 */
export async function withDeadline<T>(
  milliseconds: number,
  signals: readonly (AbortSignal | undefined)[],
  body: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal, end } = startDeadline(milliseconds, signals)
  try {
    signal.throwIfAborted()
    return await abortable(body(signal), signal)
  } finally {
    end()
  }
}

/** Rejects at the abort, or at once after it. `work` itself is not cancelled. */
export function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
