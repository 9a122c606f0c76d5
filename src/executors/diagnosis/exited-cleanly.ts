import { EXITED } from '../readiness/exited.ts'
import { leavesOf } from './checks.ts'
import type { Evidence } from './evidence.ts'

/** It ended without an error, as programs do whose input ends, and one-shots. */
export function exitedCleanly({
  run,
  settings,
  pending,
  ...subject
}: Evidence): string | undefined {
  if (run?.exit?.exitCode !== 0) return undefined
  const checks = leavesOf({ ...subject.goal, log: subject.log })
  // By `exited()` it was to end, and something else did not come of it.
  if (checks.some(({ goal }) => goal === EXITED) && pending.length > 0) {
    return 'what it has left behind to serve ended, too, or it left nothing: look at its output.'
  }
  const oneShot = 'if it is a one-shot, use `ready: exited()`'
  return settings.stdin === 'open'
    ? `${oneShot}.`
    : `${oneShot}; if it exits because its input ends, set \`stdin: 'open'\`.`
}
