import { EXITED } from '../readiness/probes/exited.ts'
import { leavesOf } from './checks.ts'
import type { Evidence } from './evidence.ts'

/** It exited without an error, like a one-shot command, or a program whose input ends. */
export function exitedCleanly({
  run,
  settings,
  pending,
  ...subject
}: Evidence): string | undefined {
  if (run?.process?.exit?.exitCode !== 0) return undefined
  const checks = leavesOf({ ...subject.goal, log: subject.log })
  // With `exited()` the exit is expected, but another check failed.
  if (checks.some(({ goal }) => goal === EXITED) && pending.length > 0) {
    return 'it left no process behind to serve requests, or that process exited, too: check its output.'
  }
  const oneShot = 'if it is a one-shot command, use `ready: exited()`'
  return settings.stdin === 'open'
    ? `${oneShot}.`
    : `${oneShot}; if it exits because its input ends, set \`stdin: 'open'\`.`
}
