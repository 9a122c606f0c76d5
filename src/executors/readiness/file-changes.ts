import { watch } from 'node:fs'
import { dirname } from 'node:path'

/** Watches the folder of a file. */
export class FileChanges {
  readonly #path: string
  #eventDriven = false

  constructor(path: string) {
    this.#path = path
  }

  /** False if the folder does not exist yet or cannot be watched, so that polling is needed. */
  get isEventDriven(): boolean {
    return this.#eventDriven
  }

  /** Calls back on a change. Returns a function that unsubscribes, if it subscribed. */
  watch(wake: () => void): (() => void) | undefined {
    const end = onChangeBeside(this.#path, wake)
    this.#eventDriven = end !== undefined
    return end
  }
}

function onChangeBeside(path: string, wake: () => void): (() => void) | undefined {
  try {
    const watcher = watch(dirname(path), { persistent: false }, wake)
    watcher.on('error', () => watcher.close())
    return () => watcher.close()
  } catch {
    return undefined
  }
}
