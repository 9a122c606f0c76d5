/** How the checks of one start went: the last result, and how many there were. */
export class CheckLog {
  #result: string | undefined
  #attempts = 0

  add(result: string): void {
    this.#result = result
    this.#attempts++
  }

  clear(): void {
    this.#result = undefined
    this.#attempts = 0
  }

  get last(): string | undefined {
    const times = this.#attempts === 1 ? '1 attempt' : `${this.#attempts} attempts`
    return this.#result && `${this.#result} (${times})`
  }
}
