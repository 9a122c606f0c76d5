import { OptionError, wrong } from '../options/rules.ts'
import { command } from './command.ts'
import { exited } from './exited.ts'
import { file } from './file.ts'
import type { Readiness } from './readiness.ts'
import { functionReadiness, type ReadinessFunction } from './function.ts'
import { http } from './http/http.ts'
import { output } from './output.ts'
import { tcp } from './tcp.ts'
import { unixSocket } from './unix-socket.ts'

export interface CompositeReadiness extends Readiness {
  readonly kind: 'any' | 'all'
  readonly checks: readonly Readiness[]
}

/**
 * Ready when at least one of the checks passes. (In a list of checks, all must pass.)
 *
 * @throws TypeError when there is no check, or when an argument is not a check
 *
 * @example
 * ready: any(http('/healthz'), output('ready'))
 */
export function any(...choices: readonly (Readiness | ReadinessFunction)[]): Readiness {
  if (choices.length === 0)
    throw new OptionError('Expected any() to have at least one check, got none')
  const kinds = choices.map(readinessFrom)
  const check: CompositeReadiness = {
    kind: 'any',
    choices: kinds,
    checks: kinds,
    ...commonOf(kinds),
  }
  return check
}

const BUILDERS = [any, command, exited, file, http, output, tcp, unixSocket]

/** Normalizes a check. @throws OptionError */
export function readinessFrom(check: Readiness | ReadinessFunction): Readiness {
  const builder = BUILDERS.find((one: unknown) => one === check)
  if (!builder) return functionReadiness(check)
  const hint = `did you mean \`${builder.name}()\`?`
  throw wrong('`ready`', 'the result of a builder, not the builder itself', check, hint)
}

/** All checks must pass in one round. */
export function all(checks: readonly Readiness[]): Readiness {
  const [only, ...others] = checks
  if (only && others.length === 0) return only
  const check: CompositeReadiness = { kind: 'all', checks, ...commonOf(checks) }
  return check
}

function commonOf(kinds: readonly Readiness[]): Pick<Readiness, 'scheme' | 'interval'> {
  const intervals = kinds.flatMap(({ interval }) => interval ?? [])
  const schemes = kinds.map(({ scheme }) => scheme)
  const known = schemes.find((scheme) => scheme !== undefined && scheme !== 'tcp')
  return {
    scheme: known ?? (schemes.every((scheme) => scheme === 'tcp') ? schemes[0] : undefined),
    interval: intervals.length === 0 ? undefined : Math.min(...intervals),
  }
}
