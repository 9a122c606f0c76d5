import { setTimeout as delay } from 'node:timers/promises'
import { timerDelay } from '../timer-delay.ts'

/** Waits for an event, but not longer than so many milliseconds. */
export async function within(timeout: number, event: Promise<unknown>): Promise<void> {
  const settled = new AbortController()
  const { signal } = settled
  await Promise.race([event, delay(timerDelay(timeout), undefined, { signal }).catch(() => {})])
  settled.abort()
}
