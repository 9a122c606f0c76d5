import { watch } from 'node:fs'
import { dirname } from 'node:path'

/** Tells of changes in the folder of a file. */
export class FileChanges {
  readonly #path: string
  #eventDriven = false

  constructor(path: string) {
    this.#path = path
  }

  /** Not of a folder that is not there yet, or cannot be watched: that has to be looked at. */
  get isEventDriven(): boolean {
    return this.#eventDriven
  }

  /** Calls back when something changes. Returns the way to stop that, if it does. */
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
