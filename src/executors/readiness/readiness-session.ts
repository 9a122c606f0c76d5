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

/** How one knows that something runs, and where it is asked. */
export interface ReadinessInput {
  readonly readiness: Readiness
  readonly at: Resources
  /** The host that the user asked for; without one, both loopbacks are probed. */
  readonly host: string | undefined
  /** Whether somebody else, a proxy, may listen for it. */
  readonly allowForeign?: boolean | undefined
}

/** Of a check that names its place itself. */
export const NOWHERE: Resources = { host: 'localhost', port: 0, ports: {}, dir: '', url: '' }

/** What a check may look at, but for the place. */
export type ProbeSurroundings = Omit<
  ProbeContext,
  'at' | 'host' | 'origin' | 'createdFiles' | 'allowForeign'
>

const NO_GOAL: ProbeTarget = { goal: 'become ready' }

/** Of a check that is made while nothing is started. */
const NEVER = new AbortController().signal

/** The checks of what is started, through all its starts, and what they have found. */
export class ReadinessSession {
  /** What answered at the last start. */
  answeredBy: string | undefined
  captures: Captures = {}
  /** The files that it was ready by. */
  readonly createdFiles: CreatedFiles = new CreatedFiles()
  readonly #question: ReadinessInput
  readonly #surroundings: (over: AbortSignal) => ProbeSurroundings
  #probe: Probe | undefined
  #over: AbortSignal = NEVER
  #url: string | undefined

  /** @param surroundings of a start that is over when a signal says so */
  constructor(input: ReadinessInput, surroundings: (over: AbortSignal) => ProbeSurroundings) {
    this.#question = input
    this.#surroundings = surroundings
  }

  get goal(): ProbeTarget {
    return this.#probe ?? NO_GOAL
  }

  /** The end of the process with 0 may be what is waited for. */
  get isByExit(): boolean {
    return this.#probe?.readyOnExit === true
  }

  /** Whether it cannot come to hold any more. */
  get isHopeless(): boolean {
    return this.#probe?.isHopeless?.() === true
  }

  /** Where it is, when it has said so. */
  get url(): string | undefined {
    return this.#url
  }

  /** It is asked where it was told to be; where it was found once, its clients look for it again. */
  begin(over: AbortSignal): void {
    const { at, host } = this.#question
    this.#begin({
      ...this.#surroundings(over),
      at,
      host: this.answeredBy ?? host,
    })
  }

  /** It is asked where it has said that it is, if it has. */
  follow(url: string | undefined, over: AbortSignal): void {
    this.#url = url
    if (url === undefined) return
    const origin = new URL(url)
    const at = extendLazily(this.#question.at, addressOf(origin))
    this.end()
    const host = bare(origin)
    this.#begin({ ...this.#surroundings(over), at, host, origin })
  }

  end(): void {
    this.#probe?.[Symbol.dispose]?.()
  }

  /** Whether it holds before anything was started: somebody else is there. */
  async isPresent(): Promise<boolean> {
    return (await this.#current().alreadyHolds?.()) === true
  }

  /** Asks once. */
  ask(log: ProbeLog): Promise<Verdict> {
    return log.record(this.#current().check(this.#over))
  }

  /** Remembers what a check has found. */
  keep({ host, captures = {} }: Verdict & { readonly ready: true }): void {
    this.answeredBy = host
    this.captures = captures
  }

  watch(wake: () => void): (() => void) | undefined {
    return this.#probe?.watch?.(wake)
  }

  /** Between two starts one may ask, too. */
  #current(): Probe {
    if (!this.#probe || this.#over.aborted) this.begin(NEVER)
    return this.#probe as Probe
  }

  #begin(context: Omit<ProbeContext, 'createdFiles' | 'allowForeign'>): void {
    this.#over = context.startSignal
    const { readiness, allowForeign } = this.#question
    this.#probe = readiness.bind({ ...context, allowForeign, createdFiles: this.createdFiles })
  }
}

function addressOf(url: URL): Pick<Resources, 'host' | 'port' | 'url'> {
  return { host: bare(url), port: portOf(url), url: url.href }
}
