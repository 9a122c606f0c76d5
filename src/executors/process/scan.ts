import { sendSignal } from '../host.ts'
import {
  forkCount,
  isInit,
  listPids,
  maximumPid,
  newestPid,
  readEntry,
  readEnvironmentMarkers,
  readLimitMarker,
} from './linux.ts'
import { isMarkedBy } from './marker.ts'
import type { ProcessEntry, ProcessIdentity } from './process-entry.ts'
import { leadersOfThread, select, type Leader, type Scan, type Tree } from './tree.ts'

interface ScanOptions {
  /** The parent of the leader has been told of its end in this very moment. @default false */
  readonly isJustLeft?: boolean
}

/** So many new processes are looked up one by one, rather than in a listing of all. */
const FEW = 64

/**
 * One search of a tree on Linux: of all processes that can be members at first, then of those born since.
 * Pids are handed out in a circle, and until it is closed, descendants lie between the leader and the newest.
 */
export function scan(tree: Tree, { isJustLeft = false }: ScanOptions = {}): ProcessEntry[] {
  const { leader } = tree
  const newest = newestPid()
  const forks = forkCount()
  const last = hasComeRound(tree.last, newest, forks) ? undefined : tree.last
  const remaining = livingOf(last?.members ?? [])
  const isSettled = remaining.length > 0 || last?.members.length === 0
  if (last?.newest === newest && isSettled && !isJustLeft) {
    tree.isProven = remaining.length === 0
    tree.last = { ...last, members: remaining }
    return remaining
  }

  const isOpen = leader && newest >= leader.pid && forks - leader.forksBefore < maximumPid() / 2
  const oldest = isOpen ? leader.pid : 0
  const { seen, entries } = bornSince(last, newest, oldest)
  const present = leader && readEntry(leader.pid)
  const all = distinct([...remaining, ...entries, ...(present ? [present] : [])])
  const isGroupOurs =
    leader !== undefined && (isJustLeft || keepsGroup(leader, present, tree.inGroup))
  const blocked: number[] = []
  const isMarked = markedIn(tree, oldest, blocked)
  const members = select(tree, all, { isMarked, isGroupOurs })
  // A zombie keeps the number of its group, too.
  if (leader) tree.inGroup = isGroupOurs ? groupOf(leader, all) : new Map()
  tree.last = { newest, forks, members, seen, blocked, mayProve: !Number.isNaN(newest) }
  tree.isProven = members.length === 0 && newestPid() === newest
  return members
}

/** Those of them that are alive and the same. */
export function livingOf(identities: readonly ProcessIdentity[]): ProcessEntry[] {
  return identities.flatMap(({ pid, startTime }) => {
    const entry = readEntry(pid)
    return entry?.startTime === startTime && entry.state !== 'dead' ? [entry] : []
  })
}

/** Whether so many processes were born since a search that a pid may be somebody else's, or that is not known. */
function hasComeRound(last: Scan | undefined, newest: number, forks: number): boolean {
  return last !== undefined && !(newest > 0 && forks - last.forks < maximumPid() / 2)
}

/**
 * Who was born since the last search. While nobody was a member then, all that can be are newer than the
 * newest of that moment; else a member may have been forking, and its child have appeared only since.
 */
function bornSince(
  last: Scan | undefined,
  newest: number,
  oldest: number,
): { readonly seen: ReadonlySet<number>; readonly entries: readonly ProcessEntry[] } {
  const others = leadersOfThread()
  const known = last?.seen ?? new Set<number>()
  const count = last?.members.length === 0 ? newest - last.newest : Number.NaN
  const isFew = last !== undefined && count >= 0 && count <= FEW
  const pids = isFew
    ? Array.from({ length: count }, (_, index) => last.newest + 1 + index)
    : listPids()
  const isNew = (pid: number): boolean =>
    !known.has(pid) || (last !== undefined && isWithin(pid, last.newest, newest))
  const candidates = pids.filter((pid) => pid >= oldest && isNew(pid) && !others.has(pid))
  const entries = candidates.concat(last?.blocked ?? []).flatMap((pid) => readEntry(pid) ?? [])
  const seen = new Set(isFew ? known : pids)
  if (isFew) for (const { pid } of entries) seen.add(pid)
  return { seen, entries }
}

/** Whether a pid was handed out after the one and not after the other, in a circle. */
function isWithin(pid: number, after: number, until: number): boolean {
  return after <= until ? pid > after && pid <= until : pid > after || pid <= until
}

/** Whether the leader's group and session, if there is one of that number, can only be its own. */
function keepsGroup(
  leader: Leader,
  present: ProcessEntry | undefined,
  inGroup: Tree['inGroup'],
): boolean {
  if (present) return present.startTime === leader.startTime
  return Array.from(inGroup).some(([pid, startTime]) => {
    const entry = readEntry(pid)
    return entry?.startTime === startTime && isInGroupOf(leader, entry)
  })
}

function groupOf(leader: Leader, entries: readonly ProcessEntry[]): Map<number, string> {
  return new Map(
    entries
      .filter((entry) => isInGroupOf(leader, entry))
      .map(({ pid, startTime }) => [pid, startTime]),
  )
}

function isInGroupOf(leader: Leader, { group, session }: ProcessEntry): boolean {
  return group === leader.pid || session === leader.pid
}

/**
 * Whether a process carries the marker of the tree. An orphan goes to a process that is older than the
 * leader, or to the first one of its pid namespace; all others are told by their parents.
 */
function markedIn(tree: Tree, oldest: number, blocked: number[]): (entry: ProcessEntry) => boolean {
  const inits = new Map<number, boolean>()
  const isReaper = (pid: number): boolean => {
    const known = inits.get(pid) ?? isInit(pid)
    inits.set(pid, known)
    return known
  }
  const isOurs = (marker: string): boolean => isMarkedBy(marker, tree.marker)
  return ({ pid, parent, isBlocked }) => {
    if (oldest > 0 && parent >= oldest && !isReaper(parent)) return false
    const limit = readLimitMarker(pid)
    if (limit !== undefined && isOurs(limit)) return pidExists(pid)
    // To read the environment of one that is blocked may block this process, too.
    if (isBlocked) blocked.push(pid)
    return !isBlocked && readEnvironmentMarkers(pid).some(isOurs) && pidExists(pid)
  }
}

function distinct(entries: readonly ProcessEntry[]): ProcessEntry[] {
  return [...new Map(entries.map((entry) => [entry.pid, entry])).values()]
}

/** Whether a process is there that this one may signal. */
export function pidExists(pid: number): boolean {
  try {
    return sendSignal(pid, 0)
  } catch {
    return false
  }
}
