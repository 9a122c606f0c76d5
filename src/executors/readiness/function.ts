import { wrong } from '../options/rules.ts'
import type { Output } from '../output/output.ts'
import { isReadiness, type Readiness, type Resources } from './readiness.ts'

/** The input of a custom check. */
export interface ReadinessContext extends Resources {
  /** The output of the service so far. */
  readonly output: Output
  /** Aborted when the start ends, successfully or not. */
  readonly signal: AbortSignal
}

/** A custom check. The service is ready when it returns true. An exception counts as "not yet". */
export type ReadinessFunction = (context: ReadinessContext) => boolean | Promise<boolean>

export interface FunctionReadiness extends Readiness {
  readonly kind: 'function'
  readonly check: ReadinessFunction
}

/** Wraps a custom check. A check by a builder is returned as it is. @throws OptionError */
export function functionReadiness(check: Readiness | ReadinessFunction): Readiness {
  if (isReadiness(check)) return check
  if (typeof check !== 'function') {
    throw wrong(
      '`ready`',
      'made by tcp(), http(), output() and the other builders, or a function',
      check,
    )
  }
  const declared: FunctionReadiness = { kind: 'function', check }
  return declared
}
