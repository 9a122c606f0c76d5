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
  /** Whether an event tells when to check again. */
  readonly isEventDriven?: (() => boolean) | undefined
}

/** Checks until it holds: when something was printed, when a check has its reasons, when the process has ended. */
export function waitUntilReady(
  check: () => boolean | Promise<boolean>,
  signal: AbortSignal,
  { run, output, session, interval, isEventDriven }: ReadyWait,
): Promise<void> {
  const onEvent = (wake: () => void): (() => void) => {
    void run?.exited.then(wake)
    const ends = [output.subscribe(wake), session.watch(wake)]
    return () => ends.forEach((end) => end?.())
  }
  return poll(check, { signal, interval, isEventDriven, interrupted: run?.exited, onEvent })
}
