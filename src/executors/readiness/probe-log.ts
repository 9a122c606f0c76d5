import { now } from '../runtime/clock.ts'

/** What is taken down of a verdict. */
interface Outcome {
  readonly ready: boolean
  readonly result?: string
  readonly advice?: (() => string | undefined) | undefined
  readonly isEventDriven?: boolean | undefined
}

/** Milliseconds after which an answer that has not come is told, rather than one that came before. */
const SLOW = 1_000
/** The same where nobody was there before. */
const SLOW_AT_FIRST = 250

/** How one check of a start went: the last result, how often it was tried, what is not answered. */
export class ProbeLog {
  #last: Outcome | undefined
  /** When the question was asked that was answered last. */
  #answered = -Infinity
  #attempts = 0
  /** When each question was asked that is not answered. */
  readonly #unanswered = new Set<{ readonly at: number }>()
  #over: AbortSignal | undefined
  #overAt: number | undefined

  /** What a check still under way says after `over`, while its process is killed, is not taken down. */
  begin(over: AbortSignal): void {
    this.#last = undefined
    this.#answered = -Infinity
    this.#attempts = 0
    this.#unanswered.clear()
    this.#over = over
    this.#overAt = undefined
    over.addEventListener('abort', () => (this.#overAt = now()), { once: true })
  }

  async record<O extends Outcome>(check: Promise<O>): Promise<O> {
    if (this.#isOver) return check
    this.#attempts++
    const asked = { at: now() }
    this.#unanswered.add(asked)
    const outcome = await check
    if (this.#isOver) return outcome
    // An answer that is given again was not asked for.
    if (outcome === this.#last) this.#attempts--
    this.#unanswered.delete(asked)
    this.#answered = Math.max(this.#answered, asked.at)
    this.#last = outcome
    return outcome
  }

  get hasPassed(): boolean {
    return this.#last?.ready === true
  }

  /** `ECONNREFUSED (47 attempts)`, `no answer for 2100 ms (1 attempt)` */
  get summary(): string {
    if (this.#attempts === 0) return 'not tried yet'
    const times = this.#attempts === 1 ? '1 attempt' : `${this.#attempts} attempts`
    return `${this.#result} (${times})`
  }

  /** What the check itself makes of its last result. */
  get advice(): string | undefined {
    return this.#last?.advice?.()
  }

  /** Whether an event tells when to try again. */
  get isEventDriven(): boolean {
    return this.#last?.isEventDriven === true
  }

  get wasAttempted(): boolean {
    return this.#attempts > 0
  }

  get #isOver(): boolean {
    return this.#over?.aborted === true
  }

  get #result(): string {
    const waited = this.#waited
    const silence = `no answer for ${Math.round(waited)} ms`
    if (!this.#last) return silence
    if (this.#last.ready) return 'holds'
    const { result = 'does not hold' } = this.#last
    // A probe that was given up says as much itself.
    if (result.startsWith('no answer')) return result
    if (this.isEventDriven) return waited < SLOW_AT_FIRST ? result : silence
    return waited < SLOW ? result : `${result}, then ${silence}`
  }

  /** Milliseconds since the first question after which none was answered. */
  get #waited(): number {
    const open = Array.from(this.#unanswered, ({ at }) => at).filter((at) => at > this.#answered)
    return open.length === 0 ? 0 : (this.#overAt ?? now()) - Math.min(...open)
  }
}
