/** Identifies a process even if its pid is reused later. */
export interface ProcessIdentity {
  readonly pid: number
  /** In the format of the system, only for comparison. */
  readonly startTime: string
}

/** Sorts the newest processes first. Pids alone do not suffice, because they wrap around. */
export function newestFirst(a: ProcessIdentity, b: ProcessIdentity): number {
  return startOf(b) - startOf(a) || b.pid - a.pid
}

/** Clock ticks on Linux, the date that `ps` shows elsewhere. */
function startOf({ startTime }: ProcessIdentity): number {
  return /^\d*$/.test(startTime) ? Number(startTime) : Date.parse(startTime.replaceAll('_', ' '))
}

/** One entry of the process table. */
export interface ProcessEntry extends ProcessIdentity {
  readonly parent: number
  readonly group: number
  readonly session: number
  /** A zombie counts as dead: it runs no code and handles no signal. */
  readonly state: 'alive' | 'stopped' | 'dead'
  /** In uninterruptible sleep. Its memory, which holds its environment, may be locked. */
  readonly isBlocked?: boolean
}

/** A process, as `processes()` lists it. */
export interface ProcessInfo {
  readonly pid: number
  /** The pid of its parent. */
  readonly parent: number
  /** Its command line. Empty if the system does not show it. */
  readonly command: string
}
