import { CheckLog } from '../check-log.ts'
import { OptionError, wrong } from '../check-options.ts'
import { within } from '../clock.ts'
import { command } from './command.ts'
import { exited } from './exited.ts'
import { file } from './file.ts'
import type { Check, Parts, Probe, ProbeContext, Readiness, Verdict } from './readiness.ts'
import { functionReadiness, type ReadinessFunction } from './function.ts'
import { http } from './http.ts'
import { output } from './output.ts'
import { tcp } from './tcp.ts'
import { unixSocket } from './unix-socket.ts'

/**
 * Ready when at least one of the checks holds. (A list of checks means that all must hold.)
 *
 * @throws TypeError when there is none, or something else than a check.
 *
 * @example
 * ready: any(http('/healthz'), output('ready'))
 */
export function any(...choices: readonly (Readiness | ReadinessFunction)[]): Readiness {
  if (choices.length === 0) throw new OptionError('Expected any() to be given at least one check')
  const kinds = choices.map(readinessFrom)
  return {
    kind: 'any',
    choices: kinds,
    ...commonOf(kinds),
    begin: (context) => combine(kinds, context, 'one', firstThatHolds),
  }
}

const BUILDERS = [any, command, exited, file, http, output, tcp, unixSocket]

/** A check in whatever form it was given, as the builders make it. @throws TypeError */
export function readinessFrom(check: Readiness | ReadinessFunction): Readiness {
  const builder = BUILDERS.find((one: unknown) => one === check)
  if (!builder) return functionReadiness(check)
  const hint = `did you mean \`${builder.name}()\`?`
  throw wrong('`ready`', 'what a builder has made, not the builder', check, hint)
}

/** All must hold in one round. */
export function all(checks: readonly Readiness[]): Readiness {
  const [only, ...others] = checks
  if (only && others.length === 0) return only
  return {
    kind: 'all',
    ...commonOf(checks),
    begin: (context) => combine(checks, context, 'all', firstThatFails),
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

/** Milliseconds for the other checks to answer when one has. */
const ROUND = 5

type Conclude = (signal: AbortSignal) => Promise<Verdict>
type Wake = () => void

function combine(
  kinds: readonly Readiness[],
  context: ProbeContext,
  need: Parts['need'],
  concluderOf: (probes: readonly Probe[], wake: Wake) => Conclude,
): Probe {
  const probes = kinds.map((kind) => logged(kind.begin(context), context.over))
  let wakeUp: Wake | undefined
  return {
    awaits: `pass ${need === 'all' ? 'all' : 'any'} of its ${probes.length} checks`,
    address: probes.find(({ address }) => address)?.address,
    parts: { need, checks: probes },
    byExit: probes.some(({ byExit }) => byExit),
    check: concluderOf(probes, () => wakeUp?.()),
    watch(wake) {
      wakeUp = wake
      const ends = probes.map((probe) => probe.watch?.(wake))
      return () => {
        wakeUp = undefined
        for (const end of ends) end?.()
      }
    },
    async present() {
      const answers = await Promise.all(probes.map(async (probe) => probe.present?.()))
      return answers.includes(true)
    },
    [Symbol.dispose]() {
      for (const probe of probes) probe[Symbol.dispose]?.()
    },
  }
}

function logged(probe: Probe, over: AbortSignal): Probe & Check {
  const log = new CheckLog()
  log.begin(over)
  return { ...probe, log, check: (signal) => log.note(probe.check(signal)) }
}

/** A probe that may take its time while others are asked. */
class Choice {
  readonly #probe: Probe
  readonly #wake: Wake
  #asking: Promise<void> | undefined
  verdict: Verdict = { ready: false, result: 'not known yet' }

  constructor(probe: Probe, wake: Wake) {
    this.#probe = probe
    this.#wake = wake
  }

  /** Asks, unless it is being asked. Resolves with the answer. */
  ask(signal: AbortSignal): Promise<void> {
    return (this.#asking ??= this.#ask(signal))
  }

  async #ask(signal: AbortSignal): Promise<void> {
    try {
      this.verdict = await this.#probe.check(signal)
    } finally {
      this.#asking = undefined
    }
    // The round that has asked may be over: nobody would look before the next one.
    if (this.verdict.ready) this.#wake()
  }
}

/** As soon as one holds, however long the others take. */
function firstThatHolds(probes: readonly Probe[], wake: Wake): Conclude {
  const choices = probes.map((probe) => new Choice(probe, wake))
  const holding = (): Verdict | undefined =>
    choices.map(({ verdict }) => verdict).find(({ ready }) => ready)
  return async (signal) => {
    const known = holding()
    if (known) return known
    const asked = choices.map((choice) => choice.ask(signal))
    await Promise.race(asked)
    // The others, unless they take long, are of the same round.
    if (!holding()) await within(ROUND, Promise.all(asked))
    const failures = choices.flatMap(({ verdict }) => (verdict.ready ? [] : [verdict]))
    const result = failures.map((verdict) => verdict.result).join('; ')
    const isTold = failures.every((verdict) => verdict.isTold === true)
    return holding() ?? { ready: false, result, isTold }
  }
}

function firstThatFails(probes: readonly Probe[]): Conclude {
  return async (signal) => {
    let host: string | undefined
    const captures: Record<string, string> = {}
    for (const probe of probes) {
      const verdict = await probe.check(signal)
      if (!verdict.ready) return verdict
      host ??= verdict.host
      Object.assign(captures, verdict.captures)
    }
    return { ready: true, captures, ...(host === undefined ? {} : { host }) }
  }
}
