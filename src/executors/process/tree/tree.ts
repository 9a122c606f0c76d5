import { ownPid } from '../../runtime/host.ts'
import type { Marker } from './marker.ts'
import { perThread } from '../../runtime/per-thread.ts'
import type { ProcessEntry, ProcessIdentity } from './process-entry.ts'

/** The process that was started, which leads its own session and group. */
export interface Leader extends ProcessIdentity {
  /** How often anybody had forked when it was started. */
  readonly forksBefore: number
  /** Whether its parent, this process, has been told of its end. Until then, nobody else can have its pid. */
  readonly hasExited?: (() => boolean) | undefined
}

/** What is known of a process tree: enough to find all of it again. */
export interface Tree {
  readonly marker: Marker
  /** None when only the marker is known. */
  readonly leader?: Leader
  /** Start times of the members found so far, by pid. */
  readonly known: Map<number, string>
  /**
   * Start times of the members that were last seen in the leader's group and session, by pid. While any of
   * them stays there, the kernel gives that number to nobody else; later it may be a stranger's.
   */
  inGroup: ReadonlyMap<number, string>
  /** Which signals other than SIGKILL were sent to whom. */
  readonly signalled: Set<string>
  /** The last search on Linux. */
  lastScan?: Scan | undefined
  /** Whether the last search has proven its answer, as far as the system allows that. */
  isProven: boolean
  /** What has gone wrong at its end. */
  trouble?: string | undefined
}

/** What one search has seen, so that the next one looks only at what was born since. */
export interface Scan {
  /** The newest process, and how many were ever forked, when it began. */
  readonly newest: number
  readonly forks: number
  readonly members: readonly ProcessEntry[]
  /** Who was looked at: as long as the pids have not come round, nobody else can have these. */
  readonly seen: ReadonlySet<number>
  /** Whose environment could not be read yet. */
  readonly blocked: readonly number[]
  /** Whether the system tells enough for a proof. */
  readonly mayProve: boolean
}

/** The living processes that this thread has started: each is of its own tree, and of no other. */
export function leadersOfThread(): Set<number> {
  return perThread('leaders', () => new Set())
}

/** Has a process that this thread has started known as none of the other trees, until it has exited. */
export function registerLeader(pid: number, exited: Promise<unknown>): void {
  leadersOfThread().add(pid)
  void exited.then(() => leadersOfThread().delete(pid))
}

interface Criteria {
  readonly isMarked: (entry: ProcessEntry) => boolean
  /** Whether the group and the session of the leader's number are still those that it led. */
  readonly isGroupOurs: boolean
}

/** Who of these is a living member of the tree, the newest first. They are known from then on. */
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
  // Markers are read last, and only of those that nothing else tells.
  const marked = alive.filter((entry) => !members.has(entry) && isMarked(entry))
  for (const entry of marked) members.add(entry)
  if (marked.length > 0) addDescendants(members, alive)
  known.clear()
  if (leader) known.set(leader.pid, leader.startTime)
  for (const { pid, startTime } of members) known.set(pid, startTime)
  return [...members].toSorted((a, b) => b.pid - a.pid)
}

/** Adds, until nothing is added, what descends from a member or shares the session or group that one leads. */
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
