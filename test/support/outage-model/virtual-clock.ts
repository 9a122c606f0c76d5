interface Timer {
  due: number
  readonly order: number
  readonly period: number | undefined
  readonly callback: () => void
}

/** From here on, Node's timers never fire. */
const NEVER = 2 ** 31 - 1

/** Time that passes only in `run`, so that a schedule takes no real time and always goes the same way. */
export class VirtualClock {
  #now = 0
  #count = 0
  #timers: Timer[] = []

  readonly now = (): number => this.#now

  readonly setTimer = (milliseconds: number, callback: () => void): (() => void) =>
    milliseconds < NEVER ? this.#add(milliseconds, callback, undefined) : () => {}

  readonly setRepeating = (milliseconds: number, callback: () => void): (() => void) =>
    this.#add(milliseconds, callback, milliseconds)

  readonly sleep = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => void this.setTimer(milliseconds, resolve))

  readonly settledWithin = (milliseconds: number, event: Promise<unknown>): Promise<boolean> =>
    new Promise((resolve) => {
      const cancel = this.setTimer(milliseconds, () => resolve(false))
      const settle = (): void => {
        cancel()
        resolve(true)
      }
      event.then(settle, settle)
    })

  reset(): void {
    this.#timers = []
    this.#now = 0
  }

  /**
   * Runs until only polls are left, and these change nothing.
   *
   * @param onTurn called when all that follows from a moment has happened
   */
  async run(onTurn: () => void): Promise<void> {
    await turn()
    for (let isIdle = false; !isIdle;) {
      isIdle = this.#timers.every(({ period }) => period !== undefined)
      const rounds = isIdle ? this.#timers.length : 1
      for (let round = 0; round < rounds; round++) if (this.#fire()) await turn()
      onTurn()
      isIdle &&= this.#timers.every(({ period }) => period !== undefined)
    }
  }

  /** Fires all timers of the next moment. */
  #fire(): boolean {
    const due = Math.min(...this.#timers.map((timer) => timer.due))
    const ready = this.#timers.filter((timer) => timer.due === due)
    if (ready.length === 0) return false
    this.#now = due
    for (const timer of ready.sort((a, b) => a.order - b.order)) {
      // An earlier one may have cancelled it.
      if (!this.#timers.includes(timer)) continue
      if (timer.period === undefined) this.#remove(timer)
      else timer.due += timer.period
      timer.callback()
    }
    return true
  }

  #add(milliseconds: number, callback: () => void, period: number | undefined): () => void {
    const timer = {
      due: this.#now + Math.ceil(milliseconds),
      order: ++this.#count,
      period,
      callback,
    }
    this.#timers.push(timer)
    return () => this.#remove(timer)
  }

  #remove(timer: Timer): void {
    const index = this.#timers.indexOf(timer)
    if (index >= 0) this.#timers.splice(index, 1)
  }
}

/** Resolves when all microtasks have run. */
function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve))
}

/** The clock of the modules under test. */
export const clock: VirtualClock = new VirtualClock()
