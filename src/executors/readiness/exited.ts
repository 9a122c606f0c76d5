import { describeExit } from '../process/describe-run.ts'
import type { Readiness } from './readiness.ts'

/** How errors call it. */
export const EXITED = 'exit with 0'

/** Ready when the process itself has ended with 0: a one-shot, such as a migration. */
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
          // It may end before anybody reads this.
          get result() {
            const ended = run()?.naturalExit
            return ended ? describeExit(ended) : 'it still runs'
          },
          isEventDriven: true,
        }
      },
    }),
  }
}
