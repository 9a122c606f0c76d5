import { DeadlineReached, abortable, withDeadline } from '../runtime/deadline.ts'
import type { Run } from './run.ts'

export interface LaunchPlan<R extends Run> {
  /** Milliseconds for the whole start. */
  readonly startTimeout: number
  /** Signals that abort the start: from the caller, or for a stop. */
  readonly signals: readonly (AbortSignal | undefined)[]
  /** @param startSignal aborted when the start ends */
  readonly beforeStart: (startSignal: AbortSignal) => Promise<void>
  /** Gets the same; it is waited for, also when that is aborted. */
  readonly begin: (startSignal: AbortSignal) => Promise<R>
  readonly untilReady: (startSignal: AbortSignal) => Promise<void>
}

/**
 * One start from the pre-start check until it is ready, with a single deadline. A failed start leaves no process.
 *
 * @throws whatever a step throws; `DeadlineReached`; the reason of an aborted signal
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
    if (error instanceof DeadlineReached) await run?.process?.captureSnapshot()
    await run?.discard()
    throw error
  }
}
