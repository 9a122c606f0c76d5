import { settledWithin } from '../../runtime/clock.ts'
import { Attempts } from '../attempts.ts'
import type { CompositeReadiness } from '../composite.ts'
import { ProbeLog } from '../probe-log.ts'
import type { CompositeInfo, Probe, ProbeContext, Readiness, Verdict } from '../readiness.ts'

/** Milliseconds for the other checks to answer after the first one did. */
const ROUND = 5

type Resolve = (parts: readonly Part[]) => Promise<Verdict>

/** @param bind binds one of the checks */
export function bindComposite(
  { kind, checks }: CompositeReadiness,
  context: ProbeContext,
  bind: (check: Readiness, context: ProbeContext) => Probe,
): Probe {
  const need: CompositeInfo['need'] = kind === 'all' ? 'all' : 'one'
  const conclude: Resolve = kind === 'all' ? firstThatFails : firstThatHolds
  const parts = checks.map((check) => new Part(bind(check, context), context.startSignal))
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
