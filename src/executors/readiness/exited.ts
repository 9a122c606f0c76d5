import { describeExit } from '../process/describe-run.ts'
import type { Readiness } from './readiness.ts'

/** The goal in error messages. */
export const EXITED = 'exit with code 0'

/** Ready when the process itself has exited with code 0: for one-shot commands, such as a migration. */
export function exited(): Readiness {
  return {
    kind: 'exited',
    needs: 'process',
    bind: ({ run }) => ({
      goal: EXITED,
      readyOnExit: true,
      async check() {
        if (run()?.naturalExit?.exitCode === 0) return { ready: true }
        return {
          ready: false,
          // The process may exit before the message is composed.
          get result() {
            const exit = run()?.naturalExit
            return exit ? describeExit(exit) : 'still running'
          },
          isEventDriven: true,
        }
      },
    }),
  }
}
