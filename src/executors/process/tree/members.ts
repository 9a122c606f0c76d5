import { platform } from '../../runtime/host.ts'
import { PROOF_PATIENCE } from '../../runtime/bounds.ts'
import { nextTurn, now } from '../../runtime/clock.ts'
import { listEntries } from './darwin.ts'
import { forkCount, hasProc } from './linux.ts'
import { isMarkedBy, type Marker } from './marker.ts'
import type { ProcessEntry, ProcessIdentity } from './process-entry.ts'
import { livingOf, pidExists, scan } from './scan.ts'
import { select, type Tree } from './tree.ts'
import { livingLeader } from './windows.ts'

export { registerLeader, type Tree } from './tree.ts'

export function treeOf(marker: Marker, leader?: ProcessIdentity, hasExited?: () => boolean): Tree {
  const known = new Map(leader ? [[leader.pid, leader.startTime]] : [])
  const tree = {
    marker,
    known,
    inGroup: new Map(known),
    signalled: new Set<string>(),
    isProven: false,
  }
  if (!leader) return tree
  return { ...tree, leader: { ...leader, hasExited, forksBefore: hasProc() ? forkCount() : 0 } }
}

/** Systems that give no proof are asked so often, and must find nothing each time. */
const EMPTY_SCANS = 3

/**
 * The living members of a tree: its group and session, what is marked, and what descends from any of
 * these. On Linux an empty answer is proven, where `isProven` says so: two searches in a row found nobody, and
 * no process was born since they began. Others that fork without a pause may prevent that.
 *
 * @throws Error when the system refuses to be searched, as with no descriptor left: EMFILE
 */
export async function findMembers(tree: Tree): Promise<ProcessEntry[]> {
  if (platform === 'win32') return livingLeader(tree)
  const end = now() + PROOF_PATIENCE
  for (let empty = 1; ; empty++) {
    const found = hasProc() ? scan(tree) : await scanTable(tree)
    if (found.length > 0 || tree.isProven) return found
    tree.isProven = empty >= EMPTY_SCANS && !tree.lastScan?.mayProve
    if (tree.isProven || now() > end) return []
    await new Promise<void>((resolve) => {
      nextTurn(resolve)
    })
  }
}

/**
 * Looks at once who is in the leader's group and session, in the moment in which its parent was told of its
 * end: nobody else can have its pid yet.
 */
export function recordLeaderExit(tree: Tree): void {
  if (!hasProc()) return
  try {
    scan(tree, { isJustLeft: true })
  } catch {
    // Without a look, what is in the group later counts only if it is known from before.
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

/** Whether somebody else has the leader's pid by now: its group and session may be that one's. */
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
 * Whether anybody lives: of those found so far, or, where a search does not take its time, at all. Somebody
 * does as long as the system refuses to tell.
 */
export function anyAlive(tree: Tree): boolean {
  const known = Array.from(tree.known, ([pid, startTime]) => ({ pid, startTime }))
  if (platform === 'win32') return livingLeader(tree).length > 0
  if (!hasProc()) return known.some(({ pid }) => pidExists(pid) && !hasLeft(tree, pid))
  try {
    return livingOf(known).length > 0 || scan(tree).length > 0
  } catch {
    return true
  }
}

/** Whether a pid was that of a leader whose end its parent has been told of: it may be anybody's by now. */
function hasLeft({ leader }: Tree, pid: number): boolean {
  return pid === leader?.pid && leader.hasExited?.() === true
}
