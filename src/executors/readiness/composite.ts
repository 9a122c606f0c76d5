import { ProbeLog } from './probe-log.ts'
import { OptionError, wrong } from '../options/rules.ts'
import { settledWithin } from '../runtime/clock.ts'
import { Attempts } from './attempts.ts'
import { command } from './command.ts'
import { exited } from './exited.ts'
import { file } from './file.ts'
import type { CompositeInfo, Probe, ProbeContext, Readiness, Verdict } from './readiness.ts'
import { functionReadiness, type ReadinessFunction } from './function.ts'
import { http } from './http/http.ts'
import { output } from './output.ts'
import { tcp } from './tcp.ts'
import { unixSocket } from './unix-socket.ts'

/**
 * Ready when at least one of the checks passes. (In a list of checks, all must pass.)
 *
 * @throws TypeError when there is no check, or when an argument is not a check
 *
 * @example
 * ready: any(http('/healthz'), output('ready'))
 */
export function any(...choices: readonly (Readiness | ReadinessFunction)[]): Readiness {
  if (choices.length === 0) throw new OptionError('Expected any() to have at least one check')
  const kinds = choices.map(readinessFrom)
  return {
    kind: 'any',
    choices: kinds,
    ...commonOf(kinds),
    bind: (context) => combine(kinds, context, 'one', firstThatHolds),
  }
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
  return {
    kind: 'all',
    ...commonOf(checks),
    bind: (context) => combine(checks, context, 'all', firstThatFails),
  }
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

/** Milliseconds for the other checks to answer after the first one did. */
const ROUND = 5

type Resolve = (parts: readonly Part[]) => Promise<Verdict>

function combine(
  kinds: readonly Readiness[],
  context: ProbeContext,
  need: CompositeInfo['need'],
  conclude: Resolve,
): Probe {
  const parts = kinds.map((kind) => new Part(kind.bind(context), context.startSignal))
  const probes = parts.map(({ probe }) => probe)
  return {
    goal: `pass ${need === 'all' ? 'all' : 'any'} of its ${parts.length} checks`,
    address: probes.find(({ address }) => address)?.address,
    parts: { need, checks: parts.map(({ probe, log }) => ({ ...probe, log })) },
    readyOnExit: probes.some(({ readyOnExit }) => readyOnExit),
    check: () => conclude(parts),
    isHopeless() {
      const hopeless = probes.filter((probe) => probe.isHopeless?.() === true)
      return need === 'all' ? hopeless.length > 0 : hopeless.length === probes.length
    },
    watch(wake) {
      const ends = parts.map((part) => part.watch(wake))
      return () => {
        for (const end of ends) end()
      }
    },
    async alreadyHolds() {
      const answers = await Promise.all(probes.map(async (probe) => probe.alreadyHolds?.()))
      return answers.includes(true)
    },
    [Symbol.dispose]() {
      for (const probe of probes) probe[Symbol.dispose]?.()
    },
  }
}

/** One of several checks. A slow one does not delay the others. */
class Part {
  readonly probe: Probe
  readonly log = new ProbeLog()
  verdict: Verdict = { ready: false, result: 'not known yet' }
  readonly #attempts: Attempts<Verdict>
  #wake: (() => void) | undefined

  constructor(probe: Probe, startSignal: AbortSignal) {
    this.probe = probe
    this.log.begin(startSignal)
    this.#attempts = new Attempts(() => this.log.record(probe.check(startSignal)))
    this.#attempts.onLate = () => this.#wake?.()
  }

  /** Resolves when it has answered or is slow. */
  async ask(): Promise<Verdict> {
    const verdict = await this.#attempts.next()
    this.verdict = verdict ?? { ready: false, result: 'no answer yet' }
    // The round may already be over, so start the next one.
    if (this.verdict.ready) this.#wake?.()
    return this.verdict
  }

  watch(wake: () => void): () => void {
    this.#wake = wake
    const end = this.probe.watch?.(wake)
    return () => {
      this.#wake = undefined
      end?.()
    }
  }
}

/** Resolves as soon as one check passes, however slow the others are. */
async function firstThatHolds(parts: readonly Part[]): Promise<Verdict> {
  const holding = (): Verdict | undefined =>
    parts.map(({ verdict }) => verdict).find(({ ready }) => ready)
  const known = holding()
  if (known) return known
  const asked = parts.map((part) => part.ask())
  await Promise.race(asked)
  // Give the others a moment to answer in the same round.
  if (!holding()) await settledWithin(ROUND, Promise.all(asked))
  const failures = parts.flatMap(({ verdict }) => (verdict.ready ? [] : [verdict]))
  const result = failures.map((verdict) => verdict.result).join('; ')
  const isEventDriven = failures.every((verdict) => verdict.isEventDriven === true)
  return holding() ?? { ready: false, result, isEventDriven: isEventDriven }
}

async function firstThatFails(parts: readonly Part[]): Promise<Verdict> {
  let host: string | undefined
  const captures: Record<string, string> = {}
  for (const part of parts) {
    const verdict = await part.ask()
    if (!verdict.ready) return verdict
    host ??= verdict.host
    Object.assign(captures, verdict.captures)
  }
  return { ready: true, captures, ...(host === undefined ? {} : { host }) }
}
