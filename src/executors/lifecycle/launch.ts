import { DeadlineReached, abortable, withDeadline } from '../runtime/deadline.ts'
import type { Run } from './run.ts'

export interface LaunchPlan<R extends Run> {
  /** Milliseconds for all of it. */
  readonly startTimeout: number
  /** What may end it early: the caller's signal, a stop. */
  readonly signals: readonly (AbortSignal | undefined)[]
  /** Gets a signal that is aborted when the start is over. */
  readonly beforeStart: (over: AbortSignal) => Promise<void>
  /** Gets the same; it is waited for, also when that is aborted. */
  readonly begin: (over: AbortSignal) => Promise<R>
  readonly untilReady: (over: AbortSignal) => Promise<void>
}

/**
 * One start, from the pre-start check until it is ready, with one deadline for all of it.
 *
 * @throws what a step throws; the reason of the deadline or of the signal that ended it. What was begun
 * is gone by then.
 */
export async function launch<R extends Run>(plan: LaunchPlan<R>): Promise<R> {
  const { startTimeout, signals, beforeStart, begin, untilReady } = plan
  let begun: Promise<R> | undefined
  try {
    return await withDeadline(startTimeout, signals, async (signal) => {
      await abortable(beforeStart(signal), signal)
      begun = begin(signal)
      const run = await begun
      await untilReady(signal)
      return run
    })
  } catch (error) {
    const run = await begun?.catch(() => undefined)
    if (error instanceof DeadlineReached) await run?.captureSnapshot()
    await run?.discard()
    throw error
  }
}
