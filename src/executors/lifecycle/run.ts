import type { Facts, PortHolder, Signal } from '../../errors.ts'
import type { PortUse } from '../process/tree/listeners.ts'
import type { ProcessEntry, ProcessIdentity } from '../process/tree/process-entry.ts'
import type { TreeSnapshot } from '../process/tree/snapshot.ts'
import type { Exit } from '../runtime/exit.ts'
import type { ProbeTarget } from '../readiness/readiness.ts'

/** The reason for a failed start, with details in its cause. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure'
}

/** The reason for a failed stop, with details in its cause. */
export class StopFailure extends Error {
  override readonly name = 'StopFailure'
}

export interface StopSignals {
  readonly signal: Signal
  /** Milliseconds until the run is killed. */
  readonly timeout: number
  readonly killSignal: Signal
}

/** Describes a stop that had to kill processes. */
export interface Force extends StopSignals {
  /** The processes that were still alive. */
  readonly members: readonly PortHolder[]
}

/** The process of a run, with all that it has spawned. */
export interface RunProcess {
  readonly pid: number
  /** Its own exit; others of its tree may still be alive. Undefined while it is running. */
  readonly exit: Exit | undefined
  readonly exited: Promise<Exit>
  /** The exit, unless `kill` caused it. */
  readonly naturalExit: Exit | undefined
  /** Whether the last attempt to stop it failed: processes are left, or it is unknown whether there are any. */
  readonly hasSurvivors: boolean
  /** Undefined if it stopped without a kill. */
  readonly force: Force | undefined
  /** A remark about its end, for the log. */
  readonly endNote: string | undefined
  /** The captured state of the tree. */
  readonly snapshot: TreeSnapshot | undefined
  members(): Promise<readonly ProcessEntry[]>
  /** The listeners on a port, if the system reports them. */
  listenersOn(port: number): Promise<PortUse | undefined>
  /** A listener on a port outside of its tree, if known. */
  foreignListenerOn(port: number): Promise<PortHolder | 'hidden' | undefined>
  /** Captures its state for an error. */
  captureSnapshot(): Promise<void>
  /** Waits for its last output. */
  drained(): Promise<void>
  /** Sends a signal without waiting. */
  signal(signal: Signal): Promise<void>
  suspend(): Promise<void>
  resume(): Promise<void>
}

/** One run of an executor or service, from its start until nothing of it is left. */
export interface Run {
  /** The time when the start began, see `now()`. */
  readonly startedAt: number
  /** Undefined if nothing was spawned: a function starts the service, or the service is external. */
  readonly process?: RunProcess | undefined
  readonly cleanupFailure?: string | undefined
  /** The facts that errors show. */
  readonly facts: Facts
  /** The goal of `untilStarted`. */
  readonly goal?: ProbeTarget | undefined
  /** The address that the service itself reported. */
  readonly url?: string | undefined
  /** Resolves when its readiness can be checked. @default at once @throws StartFailure */
  untilStarted?(): Promise<void>
  alive(): boolean
  /** Whether it is still alive after it has handled all earlier events. */
  survives(patience: number): Promise<boolean>
  /** Stops it gracefully. Returns the survivors. @throws StopFailure, DeadlineReached */
  terminate(ending: StopSignals): Promise<readonly ProcessIdentity[]>
  /** Kills it. Returns the survivors. @throws StopFailure, DeadlineReached */
  kill(signal: Signal): Promise<readonly ProcessIdentity[]>
  /** Kills it after a failed start. */
  discard(): Promise<void>
}
