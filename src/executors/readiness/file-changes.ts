import { watch } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Calls back when something changes in the folder of a file. Returns the way to stop that. A folder that
 * is not there yet, or cannot be watched, is left to those who look again by themselves.
 */
export function onChangeBeside(path: string, wake: () => void): () => void {
  try {
    const watcher = watch(dirname(path), { persistent: false }, wake)
    watcher.on('error', () => watcher.close())
    return () => watcher.close()
  } catch {
    return () => {}
  }
}
