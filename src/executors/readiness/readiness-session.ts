import { newAbortController } from '../runtime/abort.ts'
import { URL } from 'node:url'
import { bare, portOf } from '../runtime/address.ts'
import type { ProbeLog } from './probe-log.ts'
import { CreatedFiles } from './created-files.ts'
import type {
  ProbeTarget,
  Captures,
  Probe,
  ProbeContext,
  Readiness,
  Resources,
  Verdict,
} from './readiness.ts'
import { extendLazily } from './extend-lazily.ts'
import { bind } from './probes/bind.ts'

export interface ReadinessInput {
  readonly readiness: Readiness
  readonly at: Resources
  /** The host that the user set. Without one, both loopbacks are probed. */
  readonly host: string | undefined
  /** Whether another process, such as a proxy, may listen on behalf of the service. */
  readonly allowForeign?: boolean | undefined
}

/** For checks that contain their own address. */
export const NOWHERE: Resources = { host: 'localhost', port: 0, ports: {}, dir: '', url: '' }

/** The context of a probe without the address. */
export type ProbeSurroundings = Omit<
  ProbeContext,
  'at' | 'host' | 'origin' | 'createdFiles' | 'allowForeign'
>

const NO_GOAL: ProbeTarget = { goal: 'become ready' }

/** The signal of a check outside of a start. */
const NEVER = newAbortController().signal

/** The readiness checks of one executor across all of its starts, with their findings. */
export class ReadinessSession {
  /** The address that answered at the last start. */
  answeredBy: string | undefined
  captures: Captures = {}
  /** The files that made it ready. */
  readonly createdFiles: CreatedFiles = new CreatedFiles()
  readonly #input: ReadinessInput
  readonly #surroundings: (startSignal: AbortSignal) => ProbeSurroundings
  #probe: Probe | undefined
  #startSignal: AbortSignal = NEVER
  #url: string | undefined

  /** @param surroundings creates the context of a start that ends with the signal */
  constructor(
    input: ReadinessInput,
    surroundings: (startSignal: AbortSignal) => ProbeSurroundings,
  ) {
    this.#input = input
    this.#surroundings = surroundings
  }

  get goal(): ProbeTarget {
    return this.#probe ?? NO_GOAL
  }

  /** Whether an exit with code 0 can make it ready. */
  get isByExit(): boolean {
    return this.#probe?.readyOnExit === true
  }

  /** Whether the check can no longer succeed. */
  get isHopeless(): boolean {
    return this.#probe?.isHopeless?.() === true
  }

  /** The address that the service itself reported. */
  get url(): string | undefined {
    return this.#url
  }

  /** Probes the given address. A restart probes the address that answered before, since clients use it. */
  begin(startSignal: AbortSignal): void {
    const { at, host } = this.#input
    this.#begin({
      ...this.#surroundings(startSignal),
      at,
      host: this.answeredBy ?? host,
    })
  }

  /** Probes the address that the service itself reported, if any. */
  follow(url: string | undefined, startSignal: AbortSignal): void {
    this.#url = url
    if (url === undefined) return
    const origin = new URL(url)
    const at = extendLazily(this.#input.at, addressOf(origin))
    this.end()
    const host = bare(origin)
    this.#begin({ ...this.#surroundings(startSignal), at, host, origin })
  }

  end(): void {
    this.#probe?.[Symbol.dispose]?.()
  }

  /** Whether the check holds before the start, because another process is already there. */
  async isPresent(): Promise<boolean> {
    return (await this.#current().alreadyHolds?.()) === true
  }

  ask(log: ProbeLog): Promise<Verdict> {
    return log.record(this.#current().check(this.#startSignal))
  }

  /** Remembers the findings of a successful check. */
  keep({ host, captures = {} }: Verdict & { readonly ready: true }): void {
    this.answeredBy = host
    this.captures = captures
  }

  watch(wake: () => void): (() => void) | undefined {
    return this.#probe?.watch?.(wake)
  }

  /** Also works between two starts. */
  #current(): Probe {
    if (!this.#probe || this.#startSignal.aborted) this.begin(NEVER)
    return this.#probe as Probe
  }

  #begin(context: Omit<ProbeContext, 'createdFiles' | 'allowForeign'>): void {
    this.#startSignal = context.startSignal
    const { readiness, allowForeign } = this.#input
    this.#probe = bind(readiness, { ...context, allowForeign, createdFiles: this.createdFiles })
  }
}

function addressOf(url: URL): Pick<Resources, 'host' | 'port' | 'url'> {
  return { host: bare(url), port: portOf(url), url: url.href }
}
