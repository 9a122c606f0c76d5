import { sendSignal } from '../../runtime/host.ts'
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

/**
 * One search of a tree on Linux: of all processes that can be members at first, then of those that were not
 * there before. Pids are handed out in a circle, and until it is closed, descendants lie between the leader
 * and the newest.
 *
 * A process has its pid before it is listed, but it is listed before its parent can end. So two searches in a
 * row that find nobody are a proof, if no pid was handed out meanwhile: the second one lists whoever was born
 * in the first, and who is born later needs a pid.
 */
export function scan(tree: Tree, { isJustLeft = false }: ScanOptions = {}): ProcessEntry[] {
  const newest = newestPid()
  const remaining = livingOf(tree.lastScan?.members ?? [])
  const isKnown = remaining.length > 0 || tree.isProven
  if (tree.lastScan?.newest === newest && isKnown && !isJustLeft) {
    tree.lastScan = { ...tree.lastScan, members: remaining }
    return remaining
  }

  const { leader } = tree
  const forks = forkCount()
  const last = hasComeRound(tree.lastScan, newest, forks) ? undefined : tree.lastScan
  const isOpen = leader && newest >= leader.pid && forks - leader.forksBefore < maximumPid() / 2
  const oldest = isOpen ? leader.pid : 0
  const { seen, entries } = bornSince(last, oldest, newest)
  const all = distinct([...remaining, ...entries])
  const isLeader = ({ pid }: ProcessEntry): boolean => pid === leader?.pid
  const present = leader && (all.find(isLeader) ?? readEntry(leader.pid))
  if (present && !all.some(isLeader)) all.push(present)
  const isGroupOurs =
    leader !== undefined && (isJustLeft || keepsGroup(leader, present, tree.inGroup))
  const blocked: number[] = []
  const isMarked = markedIn(tree, oldest, blocked)
  const members = select(tree, all, { isMarked, isGroupOurs })
  // A zombie keeps the number of its group, too.
  if (leader) tree.inGroup = isGroupOurs ? groupOf(leader, all) : new Map()
  const wasEmpty = last?.newest === newest && last.members.length === 0
  tree.isProven = wasEmpty && members.length === 0 && newestPid() === newest
  tree.lastScan = { newest, forks, members, seen, blocked, mayProve: !Number.isNaN(newest) }
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

/** Who was not there at the last search, of those from the oldest to the newest that can be members. */
function bornSince(
  last: Scan | undefined,
  oldest: number,
  newest: number,
): { readonly seen: ReadonlySet<number>; readonly entries: readonly ProcessEntry[] } {
  const others = leadersOfThread()
  const pids = listPids().filter((pid) => oldest === 0 || (pid >= oldest && pid <= newest))
  const isNew = (pid: number): boolean =>
    !last || !last.seen.has(pid) || isWithin(pid, last.newest, newest)
  const candidates = pids.filter((pid) => isNew(pid) && !others.has(pid))
  const entries = candidates.concat(last?.blocked ?? []).flatMap(livingAt)
  return { seen: new Set(pids), entries }
}

function livingAt(pid: number): readonly ProcessEntry[] {
  const entry = readEntry(pid)
  return entry ? [entry] : []
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
