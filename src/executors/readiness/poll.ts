import { unlessAborted, withDeadline } from '../deadline.ts'
import { after, nextTurn, now } from '../clock.ts'

export interface PollOptions {
  /** Milliseconds for all of it. */
  readonly timeout: number
  /** End the polling; the reason is thrown. */
  readonly signals: readonly (AbortSignal | undefined)[]
  /** Milliseconds between two checks. @default adaptive */
  readonly interval?: number | undefined
  /** Resolves when a check that is under way is not worth waiting for any more: the process has ended. */
  readonly interrupted?: Promise<unknown> | undefined
  /** Calls back when there is a reason to check at once. Returns the way to stop that. */
  readonly onEvent: (wake: () => void) => () => void
}

/** A share of the time waited so far: late checks cost less, and lose no more than this share. */
const ADAPTIVE_SHARE = 0.02
const SHORTEST_PAUSE = 1
const LONGEST_PAUSE = 25

const INTERRUPTED = Symbol('interrupted')

/**
 * Checks again and again until it holds: at each event, and by a timer as a net.
 *
 * @throws what the check throws; DeadlineReached or a signal's reason, also while a check is under way.
 */
export function poll(check: () => boolean | Promise<boolean>, options: PollOptions): Promise<void> {
  const { timeout, signals } = options
  return withDeadline(timeout, signals, (signal) => pollUntil(signal, check, options))
}

async function pollUntil(
  signal: AbortSignal,
  check: () => boolean | Promise<boolean>,
  { interval, onEvent, interrupted }: PollOptions,
): Promise<void> {
  let interruption = interrupted?.then(() => INTERRUPTED)
  const start = now()
  const bell = new Bell()
  const ring = (): void => bell.ring()
  const silence = onEvent(ring)
  signal.addEventListener('abort', ring, { once: true })
  try {
    for (;;) {
      signal.throwIfAborted()
      const checked = Promise.resolve(check())
      const answer = await unlessAborted(Promise.race([checked, interruption ?? checked]), signal)
      if (answer === true) return
      if (answer === INTERRUPTED) interruption = undefined
      await bell.heard(interval ?? adaptive(now() - start))
    }
  } finally {
    signal.removeEventListener('abort', ring)
    silence()
  }
}

function adaptive(elapsed: number): number {
  return Math.min(Math.max(elapsed * ADAPTIVE_SHARE, SHORTEST_PAUSE), LONGEST_PAUSE)
}

/** Remembers a ring that came while nobody listened. */
class Bell {
  #rung = false
  #listener: (() => void) | undefined

  ring(): void {
    this.#rung = true
    this.#listener?.()
  }

  /** Resolves at a ring, or after so many milliseconds. */
  async heard(timeout: number): Promise<void> {
    await new Promise<void>((resolve) => {
      // A program that prints without pause is not probed without pause.
      const cancel = after(this.#rung ? SHORTEST_PAUSE : timeout, resolve)
      this.#listener = () => {
        cancel()
        nextTurn(resolve)
      }
    })
    this.#rung = false
    this.#listener = undefined
  }
}
