/** A process that is not mistaken for a later one with the same pid. */
export interface ProcessIdentity {
  readonly pid: number
  /** As the system writes it; only compared. */
  readonly startTime: string
}

/** One line of the system's process table. */
export interface ProcessEntry extends ProcessIdentity {
  readonly parent: number
  readonly group: number
  readonly session: number
  /** A zombie is dead: it runs nothing and takes no signal. */
  readonly state: 'alive' | 'stopped' | 'dead'
  /** It cannot be interrupted, and its memory, where its environment is, may be locked for as long. */
  readonly isBlocked?: boolean
}
