import type { PortHolder } from '../../errors.ts'
import type { Address } from '../runtime/address.ts'
import type { ProbeLog } from './probe-log.ts'
import type { PortUse } from '../process/tree/listeners.ts'
import type { Exit } from '../runtime/exit.ts'
import type { Output } from '../output/output.ts'
import type { CreatedFiles } from './created-files.ts'

/** What was set aside for a service. */
export interface Resources {
  /** Where it is to listen. */
  readonly host: string
  /** Free, and its own until its scope ends. */
  readonly port: number
  /** The further ports that were asked for by name. */
  readonly ports: Readonly<Record<string, number>>
  /**
   * A temporary directory of its own, with room for the path of a socket in it: in the folder for temporary
   * files, or in another one where that is not fit.
   */
  readonly dir: string
  /** As the handle will have it, unless the program chooses its address itself. */
  readonly url: string
}

/** The named groups of what `output()` matched. */
export type Captures = Readonly<Record<string, string>>

/** How a probe went. */
export type Verdict =
  | {
      readonly ready: true
      /** The address that answered, of those that were asked. */
      readonly host?: string
      readonly captures?: Captures
      /** It is known to be one of the service's own processes. */
      readonly isOwn?: boolean
    }
  | {
      readonly ready: false
      /** In a few words, for the message of a time-out: `ECONNREFUSED`. */
      readonly result: string
      /** What the reader of that message can do about it, where the result alone tells. */
      readonly advice?: (() => string | undefined) | undefined
      /** Somebody is there who accepts connections. */
      readonly isReached?: boolean | undefined
      /** An event tells when it is worth checking again: a timer is only the net. */
      readonly isEventDriven?: boolean | undefined
    }

/** How a single check is made. */
export interface ProbeOptions {
  /** Milliseconds for one probe. No probe outlives the start. */
  readonly timeout?: number | undefined
  /**
   * Milliseconds between two probes. @default adaptive: 1 to 25; 50 to 250 where events tell when it is worth
   * it (on Linux that a program listens, a change of files, its end). At every output in any case.
   */
  readonly interval?: number | undefined
}

/** What a probe may know of what was begun. */
interface ProbedRun {
  /** How the process has ended of its own accord, once it has. */
  readonly naturalExit: Exit | undefined
  /** Who listens on a port, where the system tells. */
  listenersOn?(port: number): Promise<PortUse | undefined>
}

/** What a probe may look at. */
export interface ProbeContext {
  readonly at: Resources
  /** The host that the user asked for; without one, both loopbacks are probed. */
  readonly host: string | undefined
  /** Where it is, when it has said so. */
  readonly origin?: URL | undefined
  readonly cwd: string
  /** With which a command of the check's own is run. */
  readonly env: Readonly<Record<string, string>>
  readonly uid: number | undefined
  readonly gid: number | undefined
  readonly output: Output
  /** The files that earlier starts of the same service have made. */
  readonly createdFiles: CreatedFiles
  /** Whether somebody else, a proxy, may listen for it. */
  readonly allowForeign?: boolean | undefined
  /** What was begun, once it has been. */
  readonly run: () => ProbedRun | undefined
  /** Where in the output this start begins. */
  readonly since: number
  /** Aborted when the start is over, one way or the other. */
  readonly startSignal: AbortSignal
}

/** What a check waits for. */
export interface ProbeTarget {
  /** As in "did not ... within 5000 ms". */
  readonly goal: string
  /** Where it finds the service. */
  readonly address?: Address | undefined
  /** Whether it is something that the process prints. */
  readonly isPrinted?: boolean | undefined
  /** Who is there, where it holds before anything was started and the system tells. */
  readonly holder?: (() => PortHolder | undefined) | undefined
  /** Where several checks make up one. */
  readonly parts?: CompositeInfo | undefined
}

export interface CompositeInfo {
  readonly need: 'all' | 'one'
  readonly checks: readonly Check[]
}

/** One of several checks, and how it went. */
export interface Check extends ProbeTarget {
  readonly log: ProbeLog
}

/** One readiness check, bound to one start. */
export interface Probe extends ProbeTarget, Partial<Disposable> {
  /** That the process ends with 0 may be what it waits for. */
  readonly readyOnExit?: boolean
  check(signal: AbortSignal): Promise<Verdict>
  /** Whether it cannot come to hold any more, whatever the process does. */
  isHopeless?(): boolean
  /** Calls back when it is worth checking again. Returns the way to stop that, if it does. */
  watch?(wake: () => void): (() => void) | undefined
  /** Whether it holds before anything was started: somebody else is there. */
  alreadyHolds?(): Promise<boolean>
}

/** How one knows that a service runs: made by `tcp()`, `http()`, `output()` and the other builders. */
export interface Readiness {
  /** Which check it is, for messages. */
  readonly kind: string
  /** What it cannot do without: a process of the service's own, or its files. */
  readonly needs?: 'process' | 'files' | undefined
  /** Where one of several is enough. */
  readonly choices?: readonly Readiness[] | undefined
  /** Of the URL at which the service is found: `http`, `https` or `tcp`. Unset where the check does not know. */
  readonly scheme?: string | undefined
  /** Milliseconds between two probes. @default adaptive */
  readonly interval?: number | undefined
  /** Binds it to one start. */
  bind(context: ProbeContext): Probe
}

/** A path, port or command that may depend on what was set aside. */
export type FromResources<T> = T | ((at: Resources) => T)

export function resolveWith<T extends string | number>(value: FromResources<T>, at: Resources): T {
  return typeof value === 'function' ? value(at) : value
}
