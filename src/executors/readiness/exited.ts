import type { Readiness } from './readiness.ts'

/** Ready when the process itself has exited with code 0: for one-shot commands, such as a migration. */
export function exited(): Readiness {
  return { kind: 'exited', needs: 'process' }
}
