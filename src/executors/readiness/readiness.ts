import type { PortHolder } from '../../errors.ts'
import type { Address } from '../runtime/address.ts'
import type { ProbeLog } from './probe-log.ts'
import type { PortUse } from '../process/tree/listeners.ts'
import type { Exit } from '../runtime/exit.ts'
import type { Output } from '../output/output.ts'
import type { CreatedFiles } from './created-files.ts'

/** The resources allocated for a service. */
export interface Resources {
  /** The host to listen on. */
  readonly host: string
  /** A free port, reserved for the service until its scope ends. */
  readonly port: number
  /** The additional ports, by name. */
  readonly ports: Readonly<Record<string, number>>
  /**
   * A temporary directory for this service alone, with a path short enough for sockets in it. It is in the
   * system's folder for temporary files if possible.
   */
  readonly dir: string
  /** The URL of the handle, unless the program chooses its address itself. */
  readonly url: string
}

/** The named groups of the match of `output()`. */
export type Captures = Readonly<Record<string, string>>

/** The result of a probe. */
export type Verdict =
  | {
      readonly ready: true
      /** The address that answered. */
      readonly host?: string
      readonly captures?: Captures
      /** Whether a process of the service itself certainly answered. */
      readonly isOwn?: boolean
    }
  | {
      readonly ready: false
      /** A short reason for the timeout message: `ECONNREFUSED`. */
      readonly result: string
      /** Advice for the reader of that message, if the result alone is enough to give one. */
      readonly advice?: (() => string | undefined) | undefined
      /** Whether something accepted the connection. */
      readonly isReached?: boolean | undefined
      /** Whether an event triggers the next check, so that a timer is only a fallback. */
      readonly isEventDriven?: boolean | undefined
    }

/** Options of a single check. */
export interface ProbeOptions {
  /** Milliseconds for one probe. No probe outlives the start. */
  readonly timeout?: number | undefined
  /**
   * Milliseconds between two probes. New output always triggers a probe, too.
   *
   * @default adaptive: 1 to 25, or 50 to 250 where events trigger a probe (on Linux: a program starts to
   * listen, a file changes, the process exits)
   */
  readonly interval?: number | undefined
}

/** The part of a run that a probe may use. */
interface ProbedRun {
  readonly process?:
    | {
        /** The exit of the process, unless it was killed. */
        readonly naturalExit: Exit | undefined
        /** The listeners on a port, if the system reports them. */
        listenersOn(port: number): Promise<PortUse | undefined>
      }
    | undefined
}

/** The input of a probe. */
export interface ProbeContext {
  readonly at: Resources
  /** The host that the user set. Without one, both loopbacks are probed. */
  readonly host: string | undefined
  /** The address that the service itself reported. */
  readonly origin?: URL | undefined
  readonly cwd: string
  /** The environment for a command of the check. */
  readonly env: Readonly<Record<string, string>>
  readonly uid: number | undefined
  readonly gid: number | undefined
  readonly output: Output
  /** The files that earlier starts of the same service created. */
  readonly createdFiles: CreatedFiles
  /** Whether another process, such as a proxy, may listen on behalf of the service. */
  readonly allowForeign?: boolean | undefined
  readonly run: () => ProbedRun | undefined
  /** The mark in the output at which this start begins. */
  readonly since: number
  /** Aborted when the start ends, successfully or not. */
  readonly startSignal: AbortSignal
}

/** The goal of a check. */
export interface ProbeTarget {
  /** A verb phrase that completes "did not ... within 5000 ms". */
  readonly goal: string
  /** The address that it probes. */
  readonly address?: Address | undefined
  /** Whether it waits for output. */
  readonly isPrinted?: boolean | undefined
  /** Finds the process that is already there before the start. */
  readonly holder?: (() => PortHolder | undefined) | undefined
  /** The parts of a composite check. */
  readonly parts?: CompositeInfo | undefined
}

export interface CompositeInfo {
  readonly need: 'all' | 'one'
  readonly checks: readonly Check[]
}

/** A check with its results. */
export interface Check extends ProbeTarget {
  readonly log: ProbeLog
}

/** A readiness check, bound to one start. */
export interface Probe extends ProbeTarget, Partial<Disposable> {
  /** Whether an exit with code 0 can make it ready. */
  readonly readyOnExit?: boolean
  check(signal: AbortSignal): Promise<Verdict>
  /** Whether the check can no longer succeed, whatever the process does. */
  isHopeless?(): boolean
  /** Calls back when a new check makes sense. Returns a function that unsubscribes, if it subscribed. */
  watch?(wake: () => void): (() => void) | undefined
  /** Whether the check holds before the start, because another process is already there. */
  alreadyHolds?(): Promise<boolean>
}

/** A readiness check as plain data, created by `tcp()`, `http()`, `output()` and the other builders. */
export interface Readiness {
  /** The name of the check, for messages. */
  readonly kind: string
  /** Whether the check needs a process or files of the service. */
  readonly needs?: 'process' | 'files' | undefined
  /** The alternatives, if any one of several checks is enough. */
  readonly choices?: readonly Readiness[] | undefined
  /** The scheme of the service's URL: `http`, `https` or `tcp`. Unset if the check does not know it. */
  readonly scheme?: string | undefined
  /** Milliseconds between two probes. @default adaptive */
  readonly interval?: number | undefined
  /** Binds it to one start. Without it, the check is of one of the kinds in `probes/bind.ts`. */
  bind?(context: ProbeContext): Probe
}

export function isReadiness(value: unknown): value is Readiness {
  return (
    typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string'
  )
}

/** A value that may depend on the allocated resources. */
export type FromResources<T> = T | ((at: Resources) => T)

export function resolveWith<T extends string | number>(value: FromResources<T>, at: Resources): T {
  return typeof value === 'function' ? value(at) : value
}
