import { DeadlineReached, unlessAborted, withDeadline } from './deadline.ts'
import type { ProcessRun } from './process/process-run.ts'

export interface LaunchPlan {
  /** Milliseconds for all of it. */
  readonly startTimeout: number
  /** What may end it early: the caller's signal, a stop. */
  readonly signals: readonly (AbortSignal | undefined)[]
  /** Gets a signal that is aborted when the start is over. */
  readonly beforeStart: (over: AbortSignal) => Promise<void>
  readonly spawn: () => Promise<ProcessRun>
  readonly untilReady: () => Promise<void>
}

/**
 * One start, from the pre-start check until it is ready, with one deadline for all of it.
 *
 * @throws what a step throws; the reason of the deadline or of the signal that ended it. The process
 * tree is gone by then.
 */
export async function launch(plan: LaunchPlan): Promise<ProcessRun> {
  const { startTimeout, signals, beforeStart, spawn, untilReady } = plan
  let spawned: Promise<ProcessRun> | undefined
  try {
    return await withDeadline(startTimeout, signals, async (signal) => {
      await unlessAborted(beforeStart(signal), signal)
      spawned = spawn()
      const run = await spawned
      await untilReady()
      return run
    })
  } catch (error) {
    const run = await spawned?.catch(() => undefined)
    if (error instanceof DeadlineReached) await run?.look()
    await run?.kill('SIGKILL')
    throw error
  }
}
