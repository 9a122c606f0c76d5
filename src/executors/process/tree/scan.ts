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
  /** Whether the leader's exit was reported right now. @default false */
  readonly isJustLeft?: boolean
}

/**
 * Searches for a tree on Linux. The first search looks at all processes that can be members, later ones only
 * at new processes. The kernel assigns pids in ascending order and then wraps around. Until it wraps, all
 * descendants have pids between the leader's and the newest.
 *
 * A process gets its pid before it appears in /proc, but it appears there before its parent can exit. Two empty
 * searches in a row are therefore a proof if no pid was assigned in between: the second search sees any
 * process that was created during the first, and a later process would need a new pid.
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
  const last = mayHaveWrapped(tree.lastScan, newest, forks) ? undefined : tree.lastScan
  const isAscending =
    leader && newest >= leader.pid && forks - leader.forksBefore < maximumPid() / 2
  const oldest = isAscending ? leader.pid : 0
  const { seen, entries } = createdSince(last, oldest, newest)
  const all = distinct([...remaining, ...entries])
  const isLeader = ({ pid }: ProcessEntry): boolean => pid === leader?.pid
  const present = leader && (all.find(isLeader) ?? readEntry(leader.pid))
  if (present && !all.some(isLeader)) all.push(present)
  const isGroupOurs =
    leader !== undefined && (isJustLeft || keepsGroup(leader, present, tree.inGroup))
  const blocked: number[] = []
  const isMarked = markedIn(tree, oldest, blocked)
  const members = select(tree, all, { isMarked, isGroupOurs })
  // A zombie also keeps the group id in use.
  if (leader) tree.inGroup = isGroupOurs ? groupOf(leader, all) : new Map()
  const wasEmpty = last?.newest === newest && last.members.length === 0
  const isEmpty = members.length === 0 && blocked.length === 0
  tree.isProven = wasEmpty && isEmpty && newestPid() === newest
  tree.lastScan = { newest, forks, members, seen, blocked, mayProve: !Number.isNaN(newest) }
  return members
}

/** The processes that are still alive. Reused pids do not count. */
export function livingOf(identities: readonly ProcessIdentity[]): ProcessEntry[] {
  return identities.flatMap(({ pid, startTime }) => {
    const entry = readEntry(pid)
    return entry?.startTime === startTime && entry.state !== 'dead' ? [entry] : []
  })
}

/** Whether pids may have been reused since a search, or whether that is unknown. */
function mayHaveWrapped(last: Scan | undefined, newest: number, forks: number): boolean {
  return last !== undefined && !(newest > 0 && forks - last.forks < maximumPid() / 2)
}

/** The processes between oldest and newest that the last search did not examine. */
function createdSince(
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

/** Whether the pid was assigned after `after` and up to `until`, including a wrap-around. */
function isWithin(pid: number, after: number, until: number): boolean {
  return after <= until ? pid > after && pid <= until : pid > after || pid <= until
}

/** Whether a group or session with the leader's pid is certainly its own. */
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
 * Checks for the marker of the tree. Only orphans need this check, because all other members are found through
 * their parents. An orphan is adopted by a process older than the leader, or by process 1 of its pid namespace.
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
    if (limit !== undefined && isOurs(limit)) return canSignal(pid)
    // Reading the environment of a blocked process may block this process, too.
    if (isBlocked) blocked.push(pid)
    return !isBlocked && readEnvironmentMarkers(pid).some(isOurs) && canSignal(pid)
  }
}

function distinct(entries: readonly ProcessEntry[]): ProcessEntry[] {
  return [...new Map(entries.map((entry) => [entry.pid, entry])).values()]
}

/** Whether the process exists and this one may signal it. */
export function canSignal(pid: number): boolean {
  try {
    return sendSignal(pid, 0)
  } catch {
    return false
  }
}
