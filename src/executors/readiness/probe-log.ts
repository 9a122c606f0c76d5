import { now } from '../runtime/clock.ts'

/** The part of a verdict that the log keeps. */
export interface Outcome {
  readonly ready: boolean
  readonly result?: string
  readonly advice?: (() => string | undefined) | undefined
  readonly isEventDriven?: boolean | undefined
}

/** Milliseconds without an answer after which the summary says so. */
const SLOW = 1_000
/** The same after a result that means that nothing listened yet. */
const SLOW_AT_FIRST = 250

/** The results of one check during a start, for error messages. */
export class ProbeLog {
  #last: Outcome | undefined
  /** The start time of the latest attempt with an answer. */
  #answered = -Infinity
  #attempts = 0
  /** The start times of the attempts without an answer. */
  readonly #unanswered = new Set<{ readonly at: number }>()
  #startSignal: AbortSignal | undefined
  #abortedAt: number | undefined

  /** From the abort on, results are ignored because the process is being killed. */
  begin(startSignal: AbortSignal): void {
    this.#last = undefined
    this.#answered = -Infinity
    this.#attempts = 0
    this.#unanswered.clear()
    this.#startSignal = startSignal
    this.#abortedAt = undefined
    startSignal.addEventListener('abort', () => (this.#abortedAt = now()), { once: true })
  }

  async record<O extends Outcome>(check: Promise<O>): Promise<O> {
    if (this.isOver) return check
    this.#attempts++
    const attempt = { at: now() }
    this.#unanswered.add(attempt)
    const outcome = await check
    if (this.isOver) return outcome
    // The check returned its last result again instead of making an attempt.
    if (outcome === this.#last) this.#attempts--
    this.#unanswered.delete(attempt)
    this.#answered = Math.max(this.#answered, attempt.at)
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

  /** The advice of the check for its last result. */
  get advice(): string | undefined {
    return this.#last?.advice?.()
  }

  /** Whether an event triggers the next attempt. */
  get isEventDriven(): boolean {
    return this.#last?.isEventDriven === true
  }

  get wasAttempted(): boolean {
    return this.#attempts > 0
  }

  /** Whether the start has ended, which aborts all pending attempts. */
  protected get isOver(): boolean {
    return this.#startSignal?.aborted === true
  }

  get #result(): string {
    const waited = this.#waited
    const noAnswer = `no answer for ${Math.round(waited)} ms`
    if (!this.#last) return noAnswer
    if (this.#last.ready) return 'passed'
    const { result = 'failed' } = this.#last
    // A probe that timed out reports that itself.
    if (result.startsWith('no answer')) return result
    const slow = this.isEventDriven ? SLOW_AT_FIRST : SLOW
    return waited < slow ? result : `${result}, then ${noAnswer}`
  }

  /** Milliseconds since the first attempt after the last answer. */
  get #waited(): number {
    const open = Array.from(this.#unanswered, ({ at }) => at).filter((at) => at > this.#answered)
    return open.length === 0 ? 0 : (this.#abortedAt ?? now()) - Math.min(...open)
  }
}
