import type { Output } from '../output/output.ts'
import type { ReadinessSession } from '../readiness/readiness-session.ts'
import { poll } from '../readiness/poll.ts'
import type { Run } from './run.ts'

export interface ReadyWait {
  readonly run: Run | undefined
  readonly output: Output
  readonly session: ReadinessSession
  /** Milliseconds between two checks. @default adaptive */
  readonly interval: number | undefined
  /** Whether an event triggers the next check. */
  readonly isEventDriven?: (() => boolean) | undefined
}

/** Repeats the check until it holds: on output, on events of the check, and when the process exits. */
export function waitUntilReady(
  check: () => boolean | Promise<boolean>,
  signal: AbortSignal,
  { run, output, session, interval, isEventDriven }: ReadyWait,
): Promise<void> {
  const exited = run?.process?.exited
  const onEvent = (wake: () => void): (() => void) => {
    void exited?.then(wake)
    const subscriptions = [output.subscribe(wake), session.watch(wake)]
    return () => subscriptions.forEach((unsubscribe) => unsubscribe?.())
  }
  return poll(check, { signal, interval, isEventDriven, interrupted: exited, onEvent })
}
