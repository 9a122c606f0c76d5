import { setTimer, now } from '../runtime/clock.ts'

/** Milliseconds until the next attempt while one is unanswered. The time doubles with each attempt. */
const PATIENCE = 500

type Outcome<T> = { readonly answer: T } | { readonly error: unknown }

/** Repeats a request. A missing answer does not delay the others. */
export class Attempts<T> {
  /** Called for an answer that nobody is waiting for. */
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

  /** The next answer to any attempt. Undefined if none comes in time. @throws whatever an attempt throws */
  next(): Promise<T | undefined> {
    this.#next ??= this.#wait().finally(() => (this.#next = undefined))
    return this.#next
  }

  /** Starts a new attempt at once, because the pending ones are obsolete. */
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
    const attempt = new Promise<T>((resolve) => {
      resolve(this.#ask())
    })
    attempt.then(
      (answer) => this.#record({ answer }),
      (error: unknown) => this.#record({ error }),
    )
  }

  #record(outcome: Outcome<T>): void {
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
