import { setTimer, now } from '../runtime/clock.ts'

/** Milliseconds until a question is asked again while it is not answered; then each time twice as long. */
const PATIENCE = 500

type Outcome<T> = { readonly answer: T } | { readonly error: unknown }

/** Asks the same again and again. An answer that does not come holds up no other. */
export class Attempts<T> {
  /** Called when an answer comes that nobody waits for. */
  onLate: (() => void) | undefined
  readonly #ask: () => T | Promise<T>
  readonly #outcomes: Outcome<T>[] = []
  #unanswered = 0
  #patience = PATIENCE
  #askAgainAt = 0
  #next: Promise<T | undefined> | undefined
  #onAnswer: (() => void) | undefined

  constructor(ask: () => T | Promise<T>) {
    this.#ask = ask
  }

  /** The next answer to any of the questions; nothing when none comes in time. @throws what one throws */
  next(): Promise<T | undefined> {
    this.#next ??= this.#wait().finally(() => (this.#next = undefined))
    return this.#next
  }

  /** Has it asked anew: nobody waits for what was asked before. */
  hurry(): void {
    this.#askAgainAt = 0
    this.#onAnswer?.()
  }

  async #wait(): Promise<T | undefined> {
    if (this.#outcomes.length === 0) {
      if (this.#unanswered === 0 || now() >= this.#askAgainAt) this.#begin()
      await this.#answered(this.#askAgainAt - now())
    }
    const outcome = this.#outcomes.shift()
    if (!outcome) return undefined
    if ('error' in outcome) throw outcome.error
    return outcome.answer
  }

  #begin(): void {
    this.#patience = this.#unanswered === 0 ? PATIENCE : this.#patience * 2
    this.#askAgainAt = now() + this.#patience
    this.#unanswered++
    const asked = new Promise<T>((resolve) => {
      resolve(this.#ask())
    })
    asked.then(
      (answer) => this.#note({ answer }),
      (error: unknown) => this.#note({ error }),
    )
  }

  #note(outcome: Outcome<T>): void {
    this.#unanswered--
    this.#outcomes.push(outcome)
    if (this.#onAnswer) this.#onAnswer()
    else this.onLate?.()
  }

  async #answered(timeout: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = setTimer(timeout, resolve)
      this.#onAnswer = () => {
        cancel()
        resolve()
      }
    })
    this.#onAnswer = undefined
  }
}
