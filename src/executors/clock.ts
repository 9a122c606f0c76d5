/**
 * The clock and the timers as they were when this module was loaded, since a test may fake the global
 * ones (`vi.useFakeTimers()`) while its services go on. Milliseconds may be any number from 0 to Infinity.
 */
const { setTimeout, clearTimeout, setImmediate, setInterval, clearInterval } = globalThis

/** Milliseconds, from an arbitrary moment. */
export const now: () => number = performance.now.bind(performance)

/** Milliseconds since the epoch. */
export const epoch: () => number = Date.now.bind(Date)

/** Calls back in the next turn of the event loop. */
export const nextTurn: (callback: () => void) => void = setImmediate

/** Calls back after a time. Returns the way to cancel that. */
export function after(
  milliseconds: number,
  callback: () => void,
  { ref = true }: { readonly ref?: boolean } = {},
): () => void {
  const timer = setTimeout(callback, timerDelay(milliseconds))
  if (!ref) timer.unref()
  return () => clearTimeout(timer)
}

/** Calls back again and again, without keeping the process alive. Returns the way to stop that. */
export function every(milliseconds: number, callback: () => void): () => void {
  const timer = setInterval(callback, timerDelay(milliseconds)).unref()
  return () => clearInterval(timer)
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    after(milliseconds, resolve)
  })
}

/** Waits for an event, but not longer than so many milliseconds. */
export function within(milliseconds: number, event: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const cancel = after(milliseconds, resolve)
    const settle = (): void => {
      cancel()
      resolve()
    }
    event.then(settle, settle)
  })
}

/** A signal that is aborted with a `TimeoutError`. Node's own timers, which nobody fakes. */
export function timeLimit(milliseconds: number): AbortSignal {
  return AbortSignal.timeout(timerDelay(milliseconds))
}

/** The longest that a timer takes, 24 days. One that is set for longer fires at once. */
const LONGEST = 2 ** 31 - 1

function timerDelay(milliseconds: number): number {
  return Math.min(Math.ceil(milliseconds), LONGEST)
}
