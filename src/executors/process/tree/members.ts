import { platform } from '../../runtime/host.ts'
import { PROOF_PATIENCE } from '../../runtime/bounds.ts'
import { nextTurn, now } from '../../runtime/clock.ts'
import { listEntries } from './darwin.ts'
import { hasProc } from './linux.ts'
import { isMarkedBy } from './marker.ts'
import type { ProcessEntry, ProcessIdentity } from './process-entry.ts'
import { livingOf, canSignal, scan } from './scan.ts'
import { select, type Tree } from './tree.ts'
import { livingLeader } from './windows.ts'

/** Without a proof, this many scans in a row must find nothing. */
const EMPTY_SCANS = 3

/**
 * Finds the living members of a tree, newest first: its group and session, all marked processes, and all descendants of
 * these. On Linux, `isProven` tells whether an empty result is a proof: two scans in a row found nothing, and
 * no process was created since the first. Programs that keep forking can prevent the proof.
 *
 * @throws Error when the system refuses the scan, for example with EMFILE
 */
export async function findMembers(tree: Tree): Promise<ProcessEntry[]> {
  if (platform === 'win32') return livingLeader(tree)
  const end = now() + PROOF_PATIENCE
  for (let empty = 1; ; empty++) {
    const found = hasProc() ? scan(tree) : await scanTable(tree)
    if (found.length > 0 || tree.isProven) return found
    tree.isProven = empty >= EMPTY_SCANS && !tree.lastScan?.mayProve
    if (tree.isProven || now() > end) return []
    await nextTurn()
  }
}

/**
 * Scans the leader's group and session right when its exit is reported. At this moment nobody else can have
 * its pid yet.
 */
export function recordLeaderExit(tree: Tree): void {
  if (!hasProc()) return
  try {
    scan(tree, { isJustLeft: true })
  } catch {
    // Without this scan, later members of the group count only if they were known before.
  }
}

async function scanTable(tree: Tree): Promise<ProcessEntry[]> {
  const entries = await listEntries()
  const markers = new Map(entries.map((entry) => [entry.pid, entry.markers]))
  return select(tree, entries, {
    isMarked: ({ pid }) => (markers.get(pid) ?? []).some((it) => isMarkedBy(it, tree.marker)),
    isGroupOurs: tree.leader !== undefined && !isPidReused(tree.leader, entries),
  })
}

/** Whether another process has the leader's pid now. The group and session may then belong to that process. */
function isPidReused(leader: ProcessIdentity, entries: readonly ProcessEntry[]): boolean {
  const present = entries.find(({ pid }) => pid === leader.pid)
  return present !== undefined && present.startTime !== leader.startTime
}

export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  if (hasProc()) return livingOf([identity]).length > 0
  const entries = await listEntries(identity.pid)
  return entries.some(
    ({ pid, startTime, state }) =>
      pid === identity.pid && startTime === identity.startTime && state !== 'dead',
  )
}

/**
 * Whether any member is alive. Without /proc a scan takes too long, so only the known members are checked.
 * If the system refuses the check, the answer is yes.
 */
export function anyAlive(tree: Tree): boolean {
  const known = Array.from(tree.known, ([pid, startTime]) => ({ pid, startTime }))
  if (platform === 'win32') return livingLeader(tree).length > 0
  if (!hasProc()) return known.some(({ pid }) => canSignal(pid) && !hasLeft(tree, pid))
  try {
    return livingOf(known).length > 0 || scan(tree).length > 0
  } catch {
    return true
  }
}

/** Whether the pid belonged to a leader that was reaped. Any process may have it now. */
function hasLeft({ leader }: Tree, pid: number): boolean {
  return pid === leader?.pid && leader.hasExited?.() === true
}
