import { abortable } from '../runtime/deadline.ts'
import { setTimer, nextTurn, now } from '../runtime/clock.ts'
import type { Output } from '../output/output.ts'
import type { ReadinessSession } from './readiness-session.ts'
import { Attempts } from './attempts.ts'

export interface PollOptions {
  readonly output: Output
  readonly session: ReadinessSession
  /** Milliseconds between two checks. @default adaptive */
  readonly interval: number | undefined
  /** Whether an event triggers the next check, so that a timer is only a fallback. */
  readonly isEventDriven?: (() => boolean) | undefined
  /** Resolves when the process has ended, so that a pending check is obsolete. */
  readonly exited: Promise<unknown> | undefined
}

interface Schedule {
  /** The pause as a share of the time waited so far. A check is late by at most this share. */
  readonly share: number
  /** Milliseconds. */
  readonly shortest: number
  /** Milliseconds. */
  readonly longest: number
}

const FAST: Schedule = { share: 0.02, shortest: 1, longest: 25 }
/** With events, in case one gets lost. */
const FALLBACK: Schedule = { share: 0.25, shortest: 50, longest: 250 }
/** Shortly after an event, which others may follow, as a listen follows a bind. */
const AFTER_EVENT: Schedule = { share: 0.25, shortest: 1, longest: 25 }

/**
 * Repeats the check until it holds: on output, on events of the checks, when the process exits, and by a timer as a
 * fallback. A hanging check does not delay the next one.
 *
 * @throws whatever the check throws; the reason of the signal, even during a check.
 */
export async function poll(
  check: () => boolean | Promise<boolean>,
  signal: AbortSignal,
  { output, session, interval, isEventDriven, exited }: PollOptions,
): Promise<void> {
  const start = now()
  const attempts = new Attempts(check)
  const wakeSignal = new WakeSignal()
  const wake = (): void => wakeSignal.notify()
  attempts.onLate = wake
  void exited?.then(() => attempts.hurry())
  void exited?.then(wake)
  const subscriptions = [output.subscribe(wake), session.watch(wake)]
  signal.addEventListener('abort', wake, { once: true })
  try {
    for (;;) {
      signal.throwIfAborted()
      if ((await abortable(attempts.next(), signal)) === true) return
      const sinceEvent = now() - wakeSignal.notifiedAt
      const pause = interval ?? pauseOf(now() - start, sinceEvent, isEventDriven?.() === true)
      await wakeSignal.wait(pause)
    }
  } finally {
    signal.removeEventListener('abort', wake)
    for (const unsubscribe of subscriptions) unsubscribe?.()
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

/** Remembers a notification that came while nobody was waiting. */
class WakeSignal {
  /** The time of the last notification, see `now()`. */
  notifiedAt = -Infinity
  #isNotified = false
  #listener: (() => void) | undefined

  notify(): void {
    this.#isNotified = true
    this.notifiedAt = now()
    this.#listener?.()
  }

  /** Resolves at a notification, or after `timeout` milliseconds. */
  async wait(timeout: number): Promise<void> {
    await new Promise<void>((resolve) => {
      // Limits the rate of checks while a program keeps printing.
      const cancel = setTimer(this.#isNotified ? FAST.shortest : timeout, resolve)
      this.#listener = () => {
        cancel()
        void nextTurn().then(resolve)
      }
    })
    this.#isNotified = false
    this.#listener = undefined
  }
}
