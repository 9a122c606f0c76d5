import { describeExit } from '../../process/describe-run.ts'
import type { Probe, ProbeContext } from '../readiness.ts'

/** The goal in error messages. */
export const EXITED = 'exit with code 0'

export function bindExited({ run }: ProbeContext): Probe {
  return {
    goal: EXITED,
    readyOnExit: true,
    async check() {
      if (run()?.process?.naturalExit?.exitCode === 0) return { ready: true }
      return {
        ready: false,
        // The process may exit before the message is composed.
        get result() {
          const exit = run()?.process?.naturalExit
          return exit ? describeExit(exit) : 'still running'
        },
        isEventDriven: true,
      }
    },
  }
}
