/** The longest that a timer takes, 24 days. One that is set for longer fires at once. */
const LONGEST = 2 ** 31 - 1

/** Any number of milliseconds, fractions and Infinity included, as timers and `AbortSignal.timeout` take it. */
export function timerDelay(milliseconds: number): number {
  return Math.min(Math.ceil(milliseconds), LONGEST)
}
