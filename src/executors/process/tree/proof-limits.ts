import { platform } from '../../runtime/host.ts'
import { hasProc } from './linux.ts'
import { limitIsFree } from './marker.ts'
import type { Tree } from './tree.ts'

/** Describes what this Linux system lacks to prove that a process tree has ended. */
export function proofLimits(): readonly string[] {
  if (platform !== 'linux') return []
  const noProof = 'so it cannot be proven that no process is left'
  if (!hasProc()) {
    return [
      `/proc is missing: a daemon can be found only if \`ps\` shows its environment, ${noProof}`,
    ]
  }
  if (limitIsFree()) return []
  return [
    `the file lock limit is fixed (ulimit -H -x): a daemon that clears its environment cannot be found, ${noProof}`,
  ]
}

/** Describes why an empty search is no proof. */
export function describeMissingProof({ lastScan }: Tree): string {
  const [blocked] = lastScan?.blocked ?? []
  const reason =
    blocked === undefined
      ? 'other programs fork too often to prove that'
      : `pid ${blocked} waits for a device and cannot be inspected`
  return `none of its processes was found, but ${reason}`
}
