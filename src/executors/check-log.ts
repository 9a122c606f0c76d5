/** What is taken down of a verdict. */
interface Outcome {
  readonly ready: boolean
  readonly result?: string
  readonly advice?: (() => string | undefined) | undefined
  readonly isTold?: boolean | undefined
}

/** How one check of a start went: the last result, and how often it was tried. */
export class CheckLog {
  #last: Outcome | undefined
  #attempts = 0
  #over: AbortSignal | undefined

  /** What a check still under way says after `over`, while its process is killed, is not taken down. */
  begin(over: AbortSignal): void {
    this.#last = undefined
    this.#attempts = 0
    this.#over = over
  }

  async note<O extends Outcome>(check: Promise<O>): Promise<O> {
    const isOver = (): boolean => this.#over?.aborted === true
    if (!isOver()) this.#attempts++
    const outcome = await check
    if (!isOver()) this.#last = outcome
    return outcome
  }

  get holds(): boolean {
    return this.#last?.ready === true
  }

  /** `ECONNREFUSED (47 attempts)` */
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
  get isTold(): boolean {
    return this.#last?.isTold === true
  }

  get wasTried(): boolean {
    return this.#attempts > 0
  }

  get #result(): string {
    if (!this.#last) return 'no answer yet'
    return this.#last.ready ? 'holds' : (this.#last.result ?? 'does not hold')
  }
}
