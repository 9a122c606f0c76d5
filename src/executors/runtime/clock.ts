import { timeoutSignal } from './abort.ts'
import { performance } from 'node:perf_hooks'
import { hrtime } from 'node:process'
import { clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } from 'node:timers'

// Node's own clock and timers: a setup file may already have faked the global ones, and jsdom replaces
// them. Durations are in milliseconds, from 0 to Infinity.

/** Milliseconds since an arbitrary moment. */
export const now: () => number = performance.now.bind(performance)

/** Milliseconds since the Unix epoch. */
export const wallClock: () => number = realDate().now

/** Milliseconds on a clock that all processes of the machine share and nobody can set. */
export function monotonicTime(): number {
  const [seconds, nanoseconds] = hrtime()
  return seconds * 1_000 + nanoseconds / 1_000_000
}

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

/** Resolves after a full turn of the event loop, once this process has read all pending input. */
export async function flushPipes(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await nextTurn()
}

/** Calls back once. Returns a function that cancels the timer. */
export function setTimer(
  milliseconds: number,
  callback: () => void,
  { ref = true }: { readonly ref?: boolean } = {},
): () => void {
  const timer = setTimeout(callback, timerDelay(milliseconds))
  if (!ref) timer.unref()
  return () => clearTimeout(timer)
}

/** Calls back repeatedly without keeping the process alive. Returns a function that cancels the timer. */
export function setRepeating(milliseconds: number, callback: () => void): () => void {
  const timer = setInterval(callback, timerDelay(milliseconds)).unref()
  return () => clearInterval(timer)
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimer(milliseconds, resolve)
  })
}

/** Waits for `event` to settle, but at most `milliseconds`. Resolves to whether it has settled. */
export function settledWithin(milliseconds: number, event: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = setTimer(milliseconds, () => resolve(false))
    const settle = (): void => {
      cancel()
      resolve(true)
    }
    event.then(settle, settle)
  })
}

/** A signal that aborts with a `TimeoutError`. It uses an internal timer of Node, which nobody can fake. */
export function afterTimeLimit(milliseconds: number): AbortSignal {
  return timeoutSignal(timerDelay(milliseconds))
}

/** The longest delay of a Node timer, about 24 days. Node fires a longer one at once. */
const MAX_DELAY = 2 ** 31 - 1

function timerDelay(milliseconds: number): number {
  return Math.min(Math.ceil(milliseconds), MAX_DELAY)
}

/** `vi.useFakeTimers()` and `vi.setSystemTime()` replace `Date` with a subclass of the real one. */
function realDate(): DateConstructor {
  let date = Date
  for (;;) {
    const base: unknown = Object.getPrototypeOf(date)
    if (typeof base !== 'function' || !('now' in base)) return date
    date = base as DateConstructor
  }
}
