/** How the checks of one start went: the last result, and how many there were. */
export class CheckLog {
  #result: string | undefined
  #attempts = 0
  #over: AbortSignal | undefined

  /** What a check still under way says after `over`, while its process is killed, is not taken down. */
  begin(over: AbortSignal): void {
    this.#result = undefined
    this.#attempts = 0
    this.#over = over
  }

  add(result: string): void {
    if (this.#over?.aborted) return
    this.#result = result
    this.#attempts++
  }

  get last(): string | undefined {
    const times = this.#attempts === 1 ? '1 attempt' : `${this.#attempts} attempts`
    return this.#result && `${this.#result} (${times})`
  }
}
