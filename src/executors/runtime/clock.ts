import { performance } from 'node:perf_hooks'
import { hrtime } from 'node:process'
import { clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } from 'node:timers'

// Node's own clock and timers, since a set-up file may have faked the global ones already, and jsdom has
// others. Milliseconds may be any number from 0 to Infinity.

/** Milliseconds, from an arbitrary moment. */
export const now: () => number = performance.now.bind(performance)

/** The time of the day, in milliseconds since the epoch. */
export const wallClock: () => number = realDate().now

/** Milliseconds by a clock that all processes of the machine have in common, and nobody sets. */
export function monotonicTime(): number {
  const [seconds, nanoseconds] = hrtime()
  return seconds * 1_000 + nanoseconds / 1_000_000
}

/** Calls back in the next turn of the event loop. */
export const nextTurn: (callback: () => void) => void = setImmediate

/** Resolves when all that is in the pipes of this process has come: a whole turn of its event loop later. */
export async function flushPipes(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) {
    await new Promise<void>((resolve) => {
      nextTurn(resolve)
    })
  }
}

/** Calls back after a time. Returns the way to cancel that. */
export function setTimer(
  milliseconds: number,
  callback: () => void,
  { ref = true }: { readonly ref?: boolean } = {},
): () => void {
  const timer = setTimeout(callback, timerDelay(milliseconds))
  if (!ref) timer.unref()
  return () => clearTimeout(timer)
}

/** Calls back again and again, without keeping the process alive. Returns the way to stop that. */
export function setRepeating(milliseconds: number, callback: () => void): () => void {
  const timer = setInterval(callback, timerDelay(milliseconds)).unref()
  return () => clearInterval(timer)
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimer(milliseconds, resolve)
  })
}

/** Waits for an event, but not longer than so many milliseconds. */
export function settledWithin(milliseconds: number, event: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const cancel = setTimer(milliseconds, resolve)
    const settle = (): void => {
      cancel()
      resolve()
    }
    event.then(settle, settle)
  })
}

/** A signal that is aborted with a `TimeoutError`. Node's own timers, which nobody fakes. */
export function afterTimeLimit(milliseconds: number): AbortSignal {
  return AbortSignal.timeout(timerDelay(milliseconds))
}

/** The longest that a timer takes, 24 days. One that is set for longer fires at once. */
const LONGEST = 2 ** 31 - 1

function timerDelay(milliseconds: number): number {
  return Math.min(Math.ceil(milliseconds), LONGEST)
}

/** What fakes `Date` extends the real one: `vi.useFakeTimers()`, `vi.setSystemTime()`. */
function realDate(): DateConstructor {
  let date = Date
  for (;;) {
    const base: unknown = Object.getPrototypeOf(date)
    if (typeof base !== 'function' || !('now' in base)) return date
    date = base as DateConstructor
  }
}
