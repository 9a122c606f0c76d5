import { ownPid } from '../../runtime/host.ts'
import { forkCount, hasProc } from './linux.ts'
import type { Marker } from './marker.ts'
import { perThread } from '../../runtime/per-thread.ts'
import { newestFirst, type ProcessEntry, type ProcessIdentity } from './process-entry.ts'

/** The started process, which leads its own session and group. */
export interface Leader extends ProcessIdentity {
  /** The system's fork count when it was started. */
  readonly forksBefore: number
  /** Whether its parent, this process, has reaped it. Until then, nobody else can have its pid. */
  readonly hasExited?: (() => boolean) | undefined
}

/** The knowledge about a process tree that is needed to find all of its members again. */
export interface Tree {
  readonly marker: Marker
  /** Undefined if only the marker is known. */
  readonly leader?: Leader
  /** Start times of the members found so far, by pid. */
  readonly known: Map<number, string>
  /**
   * Start times of the members that were last seen in the leader's group and session, by pid. While one of
   * them is alive there, the kernel does not reuse the group id. Later it may belong to another program.
   */
  inGroup: ReadonlyMap<number, string>
  /** The signals sent to members, other than SIGKILL, and whether the member ignored the signal by then. */
  readonly signalled: Map<string, { readonly isIgnored: boolean }>
  /** The last search on Linux. */
  lastScan?: Scan | undefined
  /** Whether the last search proved its result, as far as the system allows that. */
  isProven: boolean
  /** A problem while it was killed. */
  trouble?: string | undefined
}

export function treeOf(marker: Marker, leader?: ProcessIdentity, hasExited?: () => boolean): Tree {
  const known = new Map(leader ? [[leader.pid, leader.startTime]] : [])
  const tree: Tree = {
    marker,
    known,
    inGroup: new Map(known),
    signalled: new Map(),
    isProven: false,
  }
  if (!leader) return tree
  return { ...tree, leader: { ...leader, hasExited, forksBefore: hasProc() ? forkCount() : 0 } }
}

/** The result of a search. The next search looks only at processes created since. */
export interface Scan {
  /** The newest pid, and the fork count, when the search began. */
  readonly newest: number
  readonly forks: number
  readonly members: readonly ProcessEntry[]
  /** The examined pids. Until the pids wrap around, they cannot be reused. */
  readonly seen: ReadonlySet<number>
  /** The pids whose environment could not be read yet. */
  readonly blocked: readonly number[]
  /** Whether the system provides enough information for a proof. */
  readonly mayProve: boolean
}

/** The living leaders that this thread started. None of them belongs to the tree of another leader. */
export function leadersOfThread(): Set<number> {
  return perThread('leaders', () => new Set())
}

/** Excludes a leader from all other trees until it has exited. */
export function registerLeader(pid: number, exited: Promise<unknown>): void {
  leadersOfThread().add(pid)
  void exited.then(() => leadersOfThread().delete(pid))
}

interface Criteria {
  readonly isMarked: (entry: ProcessEntry) => boolean
  /** Whether the group and session with the leader's pid are still its own. */
  readonly isGroupOurs: boolean
}

/** Returns the living members of the tree, newest first, and remembers them as known. */
export function select(
  tree: Tree,
  entries: readonly ProcessEntry[],
  { isMarked, isGroupOurs }: Criteria,
): ProcessEntry[] {
  const { leader, known } = tree
  const group = isGroupOurs ? leader?.pid : undefined
  const alive = entries.filter((entry) => entry.state !== 'dead' && entry.pid !== ownPid)
  const members = new Set(
    alive.filter(
      (entry) =>
        known.get(entry.pid) === entry.startTime ||
        entry.group === group ||
        entry.session === group,
    ),
  )
  addDescendants(members, alive)
  // Reading markers is slow, so read them only for the remaining processes.
  const marked = alive.filter((entry) => !members.has(entry) && isMarked(entry))
  for (const entry of marked) members.add(entry)
  if (marked.length > 0) addDescendants(members, alive)
  known.clear()
  if (leader) known.set(leader.pid, leader.startTime)
  for (const { pid, startTime } of members) known.set(pid, startTime)
  return [...members].toSorted(newestFirst)
}

/** Adds descendants, and processes in a session or group that a member leads, until none is left to add. */
function addDescendants(members: Set<ProcessEntry>, alive: readonly ProcessEntry[]): void {
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
