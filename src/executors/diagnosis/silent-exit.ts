import type { Evidence } from './evidence.ts'

/** It has ended without a word. */
export function silentExit({ run, outputTail }: Evidence): string | undefined {
  if (run?.exit?.signal === 'SIGKILL') {
    return 'something killed it, as the system does when it runs out of memory.'
  }
  return outputTail.trim() === ''
    ? 'it printed nothing: run the command by hand in that directory and environment to see why.'
    : undefined
}
