import { abortable } from '../runtime/deadline.ts'
import { setTimer, nextTurn, now } from '../runtime/clock.ts'
import { Attempts } from './attempts.ts'

export interface PollOptions {
  /** Ends the polling; its reason is thrown. */
  readonly signal: AbortSignal
  /** Milliseconds between two checks. @default adaptive */
  readonly interval?: number | undefined
  /** Whether an event tells when it is worth checking again. */
  readonly isEventDriven?: (() => boolean) | undefined
  /** Resolves when a check that is under way is not worth waiting for any more: the process has ended. */
  readonly interrupted?: Promise<unknown> | undefined
  /** Calls back when there is a reason to check at once. Returns the way to stop that. */
  readonly onEvent: (wake: () => void) => () => void
}

interface Schedule {
  /** Of the time waited so far: late checks cost less, and lose no more than this share. */
  readonly share: number
  /** Milliseconds. */
  readonly shortest: number
  readonly longest: number
}

const FAST: Schedule = { share: 0.02, shortest: 1, longest: 25 }
/** Where events tell: for the one that is missed. */
const FALLBACK: Schedule = { share: 0.25, shortest: 50, longest: 250 }
/** After an event, of the time since: more may follow, as a listen follows a bind. */
const AFTER_EVENT: Schedule = { share: 0.25, shortest: 1, longest: 25 }

/**
 * Checks again and again until it holds: at each event, and by a timer as a net. A check that hangs does
 * not hold up the next one.
 *
 * @throws what the check throws; the signal's reason, also while a check is under way.
 */
export async function poll(
  check: () => boolean | Promise<boolean>,
  { signal, interval, isEventDriven, onEvent, interrupted }: PollOptions,
): Promise<void> {
  const start = now()
  const attempts = new Attempts(check)
  const bell = new WakeSignal()
  const ring = (): void => bell.notify()
  attempts.onLate = ring
  void interrupted?.then(() => attempts.hurry())
  const silence = onEvent(ring)
  signal.addEventListener('abort', ring, { once: true })
  try {
    for (;;) {
      signal.throwIfAborted()
      if ((await abortable(attempts.next(), signal)) === true) return
      await bell.wait(
        interval ?? pauseOf(now() - start, now() - bell.rungAt, isEventDriven?.() === true),
      )
    }
  } finally {
    signal.removeEventListener('abort', ring)
    silence()
  }
}

function pauseOf(elapsed: number, sinceEvent: number, isEventDriven: boolean): number {
  return isEventDriven
    ? at(FALLBACK, elapsed)
    : Math.min(at(FAST, elapsed), at(AFTER_EVENT, sinceEvent))
}

function at({ share, shortest, longest }: Schedule, elapsed: number): number {
  return Math.min(Math.max(elapsed * share, shortest), longest)
}

/** Remembers a ring that came while nobody listened. */
class WakeSignal {
  /** When it was rung last, by the clock. */
  rungAt = -Infinity
  #rung = false
  #listener: (() => void) | undefined

  notify(): void {
    this.#rung = true
    this.rungAt = now()
    this.#listener?.()
  }

  /** Resolves at a ring, or after so many milliseconds. */
  async wait(timeout: number): Promise<void> {
    await new Promise<void>((resolve) => {
      // A program that prints without pause is not probed without pause.
      const cancel = setTimer(this.#rung ? FAST.shortest : timeout, resolve)
      this.#listener = () => {
        cancel()
        nextTurn(resolve)
      }
    })
    this.#rung = false
    this.#listener = undefined
  }
}
