import { bare, portOf } from './address.ts'
import type { CheckLog } from './check-log.ts'
import { MadeFiles } from './readiness/made-files.ts'
import type {
  Aim,
  Captures,
  Probe,
  ProbeContext,
  Readiness,
  Resources,
  Verdict,
} from './readiness/readiness.ts'
import { withAdded } from './readiness/with-added.ts'

/** How one knows that something runs, and where it is asked. */
export interface Question {
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
export type Surroundings = Omit<ProbeContext, 'at' | 'host' | 'origin' | 'made' | 'allowForeign'>

const NO_AIM: Aim = { awaits: 'become ready' }

/** Of a check that is made while nothing is started. */
const NEVER = new AbortController().signal

/** The checks of what is started, through all its starts, and what they have found. */
export class Probing {
  /** What answered at the last start. */
  answeredBy: string | undefined
  captures: Captures = {}
  /** The files that it was ready by. */
  readonly made: MadeFiles = new MadeFiles()
  readonly #question: Question
  readonly #surroundings: (over: AbortSignal) => Surroundings
  #probe: Probe | undefined
  #over: AbortSignal = NEVER
  #url: string | undefined

  /** @param surroundings of a start that is over when a signal says so */
  constructor(question: Question, surroundings: (over: AbortSignal) => Surroundings) {
    this.#question = question
    this.#surroundings = surroundings
  }

  get aim(): Aim {
    return this.#probe ?? NO_AIM
  }

  /** The end of the process with 0 may be what is waited for. */
  get isByExit(): boolean {
    return this.#probe?.byExit === true
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
    const at = withAdded(this.#question.at, addressOf(origin))
    this.end()
    const host = bare(origin)
    this.#begin({ ...this.#surroundings(over), at, host, origin })
  }

  end(): void {
    this.#probe?.[Symbol.dispose]?.()
  }

  /** Whether it holds before anything was started: somebody else is there. */
  async isPresent(): Promise<boolean> {
    return (await this.#current().present?.()) === true
  }

  /** Asks once. */
  ask(log: CheckLog): Promise<Verdict> {
    return log.note(this.#current().check(this.#over))
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

  #begin(context: Omit<ProbeContext, 'made' | 'allowForeign'>): void {
    this.#over = context.over
    const { readiness, allowForeign } = this.#question
    this.#probe = readiness.begin({ ...context, allowForeign, made: this.made })
  }
}

function addressOf(url: URL): Pick<Resources, 'host' | 'port' | 'url'> {
  return { host: bare(url), port: portOf(url), url: url.href }
}
