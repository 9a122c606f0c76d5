import type { Output } from './output/output.ts'
import type { Probing } from './probing.ts'
import { poll } from './readiness/poll.ts'
import type { Run } from './run.ts'

export interface Waiting {
  readonly run: Run | undefined
  readonly output: Output
  readonly probing: Probing
  /** Milliseconds between two checks. @default adaptive */
  readonly interval: number | undefined
  /** Whether an event tells when to check again. */
  readonly isTold?: (() => boolean) | undefined
}

/** Checks until it holds: when something was printed, when a check has its reasons, when the process has ended. */
export function wait(
  check: () => boolean | Promise<boolean>,
  signal: AbortSignal,
  { run, output, probing, interval, isTold }: Waiting,
): Promise<void> {
  const onEvent = (wake: () => void): (() => void) => {
    void run?.exited.then(wake)
    const ends = [output.subscribe(wake), probing.watch(wake)]
    return () => ends.forEach((end) => end?.())
  }
  return poll(check, { signal, interval, isTold, interrupted: run?.exited, onEvent })
}
