import { lstatSync, rmSync } from 'node:fs'
import { guard } from '../process/guard/guard.ts'
import { isMark } from '../process/tree/pid-file.ts'

/**
 * The files that made an executor ready. Many programs leave their socket, flag or pid file behind, especially
 * when they are killed, and it would block the next start. These files are removed when the program has ended,
 * by the guard if necessary. Larger files may hold data, and stay.
 */
export class CreatedFiles {
  readonly #paths = new Set<string>()
  /** Files that existed before the start and belong to other programs. */
  readonly #foreign = new Set<string>()

  has(path: string): boolean {
    return this.#paths.has(path)
  }

  /** Call this before the start. A file that already exists belongs to another program. */
  expect(path: string): void {
    if (mayExist(path)) this.#foreign.add(path)
    else this.#foreign.delete(path)
  }

  add(path: string): void {
    if (this.#paths.has(path) || this.#foreign.has(path)) return
    this.#paths.add(path)
    if (isMark(path) && !path.includes('\n')) guard().removeOnExit(path)
  }

  /** Call this when no process is left that could use the files. */
  removeMarks(): void {
    for (const path of this.#paths) {
      try {
        if (!isMark(path)) continue
        rmSync(path)
        this.#paths.delete(path)
      } catch {
        // A file that is already gone is fine, and any other failure is not worth an error.
      } finally {
        guard().forgetPath(path)
      }
    }
  }
}

/** An unreadable folder counts as yes. */
function mayExist(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return true
  }
}
