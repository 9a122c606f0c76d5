import { DeadlineReached } from '../runtime/deadline.ts'
import type { Run } from './run.ts'

/**
 * Ends the run of a failed start, so that no process is left. Also waits for a run that begins after an abort.
 *
 * @param reason of the failure
 * @returns the same, or the reason why the run cannot be ended
 */
export async function discard(begun: Promise<Run> | undefined, reason: unknown): Promise<unknown> {
  try {
    const run = await begun?.catch(() => undefined)
    if (reason instanceof DeadlineReached) await run?.process?.captureSnapshot()
    await run?.discard()
    return reason
  } catch (error) {
    return error
  }
}
