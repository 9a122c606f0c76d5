import { existsSync } from 'node:fs'
import { listEntries } from './darwin.ts'
import { forkCount, listPids, maximumPid, newestPid, readEntry, readMarkers } from './linux.ts'
import { livingLeader } from './windows.ts'
import { isMarkedBy, type Marker } from './marker.ts'
import { perThread } from './per-thread.ts'
import type { ProcessEntry, ProcessIdentity } from './process-entry.ts'

/** What is known of a process tree: enough to find all of it again. */
export interface Tree {
  readonly marker: Marker
  /** The process that was started, which leads its own session and group; none when only the marker is known. */
  readonly leader?: ProcessIdentity & { readonly forksBefore: number }
  /** Start times of the members found so far, by pid. */
  readonly known: Map<number, string>
  /** Who was found last, and the newest process of the moment in which that search began. */
  look?: { readonly newest: number; readonly members: readonly ProcessEntry[] }
}

export function treeOf(marker: Marker, leader?: ProcessIdentity): Tree {
  if (!leader) return { marker, known: new Map() }
  return {
    marker,
    leader: { ...leader, forksBefore: onLinux ? forkCount() : 0 },
    known: new Map([[leader.pid, leader.startTime]]),
  }
}

/** Linux, with a /proc to look into. */
const onLinux = process.platform === 'linux' && existsSync('/proc/self/stat')

/** Systems that give no proof are asked so often, and must find nothing each time. */
const EMPTY_SCANS = 3

/**
 * The living members of a tree: its group and session, what is marked, and what descends from any of
 * these. On Linux an empty answer is proven: no process was born since the search began.
 */
export async function findMembers(tree: Tree): Promise<ProcessEntry[]> {
  if (onLinux) return findOnLinux(tree)
  if (process.platform === 'win32') return livingLeader(tree)
  for (let scan = 0; scan < EMPTY_SCANS; scan++) {
    const entries = await listEntries()
    const markers = new Map(entries.map((entry) => [entry.pid, entry.markers]))
    const found = select(tree, entries, ({ pid }) => markers.get(pid) ?? [])
    if (found.length > 0) return found
  }
  return []
}

function findOnLinux(tree: Tree): ProcessEntry[] {
  for (;;) {
    const newest = newestPid()
    // Nobody was born since: who was not found then cannot be there.
    if (newest === tree.look?.newest) return stillAlive(tree.look.members)
    const members = scan(tree, newest)
    tree.look = { newest, members }
    if (members.length > 0 || Number.isNaN(newest)) return members
  }
}

/** Pids are handed out in a circle: until it is closed, descendants lie between the leader and the newest. */
function scan(tree: Tree, newest: number): ProcessEntry[] {
  const { leader } = tree
  const isOpen = leader && forkCount() - leader.forksBefore < maximumPid() / 2
  if (!isOpen || newest < leader.pid) return scanAll(tree)

  const others = leadersOfThread()
  const pids = listPids().filter(
    (pid) => pid === leader.pid || (pid > leader.pid && !others.has(pid)),
  )
  const entries = pids.flatMap((pid) => readEntry(pid) ?? [])
  const young = new Set(entries.flatMap(({ pid, state }) => (state === 'dead' ? [] : pid)))
  // Who is orphaned goes to somebody older than the leader. All others are known by their parents.
  const markersOf = ({ pid, parent }: ProcessEntry): readonly string[] =>
    young.has(parent) ? [] : readMarkers(pid)
  return select(tree, entries, markersOf)
}

function scanAll(tree: Tree): ProcessEntry[] {
  const entries = listPids().flatMap((pid) => readEntry(pid) ?? [])
  return select(tree, entries, ({ pid }) => readMarkers(pid))
}

/** The living processes that this thread has started: each is of its own tree, and of no other. */
function leadersOfThread(): Set<number> {
  return perThread('leaders', () => new Set())
}

/** Has a process that this thread has started known as none of the other trees, until it has exited. */
export function noteLeader(pid: number, exited: Promise<unknown>): void {
  leadersOfThread().add(pid)
  void exited.then(() => leadersOfThread().delete(pid))
}

function select(
  tree: Tree,
  entries: readonly ProcessEntry[],
  markersOf: (entry: ProcessEntry) => readonly string[],
): ProcessEntry[] {
  const { leader, known, marker } = tree
  const alive = entries.filter((entry) => entry.state !== 'dead' && entry.pid !== process.pid)
  const ours = leader && !isUsurped(leader, entries) ? leader.pid : undefined
  const members = new Set(
    alive.filter(
      (entry) =>
        known.get(entry.pid) === entry.startTime ||
        entry.group === ours ||
        entry.session === ours ||
        markersOf(entry).some((found) => isMarkedBy(found, marker)),
    ),
  )
  close(members, alive)
  for (const { pid, startTime } of members) known.set(pid, startTime)
  return [...members].toSorted((a, b) => b.pid - a.pid)
}

/** Whether somebody else has the leader's pid by now: its group and session may be that one's. */
function isUsurped(leader: ProcessIdentity, entries: readonly ProcessEntry[]): boolean {
  const present = onLinux ? readEntry(leader.pid) : entries.find(({ pid }) => pid === leader.pid)
  return present !== undefined && present.startTime !== leader.startTime
}

/** Adds, until nothing is added, who descends from a member or shares the session that one leads. */
function close(members: Set<ProcessEntry>, alive: readonly ProcessEntry[]): void {
  let grew = true
  while (grew) {
    const pids = new Set(Array.from(members, (entry) => entry.pid))
    const joining = alive.filter(
      (entry) =>
        !members.has(entry) &&
        (pids.has(entry.parent) || pids.has(entry.group) || pids.has(entry.session)),
    )
    for (const entry of joining) members.add(entry)
    grew = joining.length > 0
  }
}

export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  const entries = onLinux ? [readEntry(identity.pid)] : await listEntries(identity.pid)
  return entries.some(
    (entry) =>
      entry?.pid === identity.pid &&
      entry.startTime === identity.startTime &&
      entry.state !== 'dead',
  )
}

/** Whether anybody lives: of those found so far, or, where a search does not take its time, at all. */
export function anyAlive(tree: Tree): boolean {
  return anyKnownAlive(tree) || (onLinux && findOnLinux(tree).length > 0)
}

function anyKnownAlive(tree: Tree): boolean {
  return Array.from(tree.known).some(([pid, startTime]) => {
    if (!onLinux) return accepts(pid)
    const entry = readEntry(pid)
    return entry?.startTime === startTime && entry.state !== 'dead'
  })
}

function stillAlive(members: readonly ProcessEntry[]): ProcessEntry[] {
  return members.flatMap(({ pid, startTime }) => {
    const entry = readEntry(pid)
    return entry?.startTime === startTime && entry.state !== 'dead' ? [entry] : []
  })
}

function accepts(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
