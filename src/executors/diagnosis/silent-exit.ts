import type { Evidence } from './evidence.ts'

/** It exited without an explanation. */
export function silentExit({ run, outputTail }: Evidence): string | undefined {
  if (run?.process?.exit?.signal === 'SIGKILL') {
    return 'something killed it; the system does that when memory runs out.'
  }
  return outputTail.trim() === ''
    ? 'it printed nothing: run the command manually in the same directory and environment to see why.'
    : undefined
}
