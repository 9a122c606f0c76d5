import { watch } from 'node:fs'
import { dirname } from 'node:path'

/** Watches the folder of a file. */
export class FileChanges {
  /** False if the folder does not exist yet or cannot be watched, so that polling is needed. */
  isEventDriven = false
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  /** Calls back on a change. Returns a function that unsubscribes, if it subscribed. */
  watch(wake: () => void): (() => void) | undefined {
    try {
      const watcher = watch(dirname(this.#path), { persistent: false }, wake)
      watcher.on('error', () => watcher.close())
      this.isEventDriven = true
      return () => watcher.close()
    } catch {
      this.isEventDriven = false
      return undefined
    }
  }
}
