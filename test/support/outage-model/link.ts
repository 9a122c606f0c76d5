import { abortable } from '../../../src/executors/internal.ts'
import { clock } from './virtual-clock.ts'

/** Calls between a worker and main that take time, in the order of their begin, until the worker leaves. */
export class Link {
  readonly #latency: number
  readonly #over = new AbortController()

  constructor(latency: number) {
    this.#latency = latency
  }

  get isClosed(): boolean {
    return this.#over.signal.aborted
  }

  close(): void {
    this.#over.abort(new Error('The connection was closed'))
  }

  async call<T>(work: () => T | Promise<T>): Promise<T> {
    const { signal } = this.#over
    signal.throwIfAborted()
    const answered = async (): Promise<T> => {
      await clock.sleep(this.#latency)
      signal.throwIfAborted()
      try {
        return await work()
      } finally {
        await clock.sleep(this.#latency)
      }
    }
    return abortable(answered(), signal)
  }
}
