import { platform } from '../../runtime/host.ts'
import { hasProc } from './linux.ts'
import { limitIsFree } from './marker.ts'

/** What this Linux lacks for a proof that nothing is left of a process tree, for people. */
export function proofLimits(): readonly string[] {
  if (platform !== 'linux') return []
  const noProof = 'so that it cannot be proven that nothing is left of it'
  if (!hasProc()) {
    return [
      `there is no /proc: a daemon is found only where \`ps\` shows its environment, ${noProof}`,
    ]
  }
  if (limitIsFree()) return []
  return [
    `the limit of file locks is fixed (ulimit -H -x): a daemon that clears its environment is not found, ${noProof}`,
  ]
}
