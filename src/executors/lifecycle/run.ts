import type { Facts, PortHolder, Signal } from '../../errors.ts'
import type { PortUse } from '../process/tree/listeners.ts'
import type { ProcessEntry, ProcessIdentity } from '../process/tree/process-entry.ts'
import type { TreeSnapshot } from '../process/tree/snapshot.ts'
import type { Exit } from '../runtime/exit.ts'
import type { ProbeTarget } from '../readiness/readiness.ts'

/** Why something could not be started, or not be stopped. The cause says more. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure'
}

export class StopFailure extends Error {
  override readonly name = 'StopFailure'
}

/** How a run is ended. */
export interface StopSignals {
  readonly signal: Signal
  /** Milliseconds until it is ended by force, or given up. */
  readonly timeout: number
  readonly killSignal: Signal
}

/** That it had to be ended by force. */
export interface Force extends StopSignals {
  /** Who was there then. */
  readonly members: readonly PortHolder[]
}

/** One life of what was started: from its begin until nothing of it is left. */
export interface Run {
  /** When the start began, by the clock. */
  readonly startedAt: number
  readonly pid: number | undefined
  /** How it ended, once it has, and that is known. */
  readonly exit: Exit | undefined
  readonly exited: Promise<Exit>
  /** How it ended of its own accord. */
  readonly naturalExit: Exit | undefined
  /** How the clean-up after it failed, if it did. */
  readonly cleanupFailure: string | undefined
  /** Whether the last attempt to end it has left some of it running. */
  readonly hasSurvivors?: boolean | undefined
  /** Nothing where its end was in order. */
  readonly force?: Force | undefined
  /** What else there is to write down of its end. */
  readonly endNote?: string | undefined
  /** What was seen of its processes when they were looked at; nothing where they are not known. */
  readonly snapshot: TreeSnapshot | undefined
  /** What errors tell of it. */
  readonly facts: Facts
  /** What is waited for before it can be checked. */
  readonly goal?: ProbeTarget | undefined
  /** Where it is, when it has said so. */
  readonly url?: string | undefined
  /** Resolves when it can be checked whether it is ready. @throws StartFailure */
  untilStarted(): Promise<void>
  alive(): boolean
  /** Whether it lives when it has seen what happened to it until now. */
  survives(patience: number): Promise<boolean>
  members(): Promise<readonly ProcessEntry[]>
  /** Who listens on a port, where the system tells. */
  listenersOn?(port: number): Promise<PortUse | undefined>
  /** Who else listens on a port, as far as that is known. */
  foreignListenerOn(port: number): Promise<PortHolder | 'hidden' | undefined>
  /** Looks at it, for an error that tells of it when it is gone. */
  captureSnapshot(): Promise<void>
  /** What it printed has come. */
  drained(): Promise<void>
  /** Tells it, and waits for nothing. */
  signal(signal: Signal): Promise<void>
  /** Ends it in order. Answers with what survived. @throws StopFailure, DeadlineReached */
  terminate(ending: StopSignals): Promise<readonly ProcessIdentity[]>
  /** Ends it by force. Answers with what survived. @throws StopFailure, DeadlineReached */
  kill(signal: Signal): Promise<readonly ProcessIdentity[]>
  /** Ends one whose start has failed. */
  discard(): Promise<void>
  suspend(): Promise<void>
  resume(): Promise<void>
}
