import { lstatSync, rmSync } from 'node:fs'
import { guard } from '../process/guard/guard.ts'
import { isMark } from '../process/tree/pid-file.ts'

/**
 * The files that an executor has been ready by. A program that is killed, and many a one that is not, leaves
 * its socket, flag or pid file, which hinders the next one. Then it is removed with the end of the program,
 * by the guard if need be. Whatever is longer may be of use to somebody, and stays.
 */
export class CreatedFiles {
  readonly #paths = new Set<string>()
  /** Of somebody else, such as one that a proxy is to stand for. */
  readonly #foreign = new Set<string>()

  has(path: string): boolean {
    return this.#paths.has(path)
  }

  /** Before its program is started: what is there already is not the program's. */
  expect(path: string): void {
    if (mayExist(path)) this.#foreign.add(path)
    else this.#foreign.delete(path)
  }

  add(path: string): void {
    if (this.#paths.has(path) || this.#foreign.has(path)) return
    this.#paths.add(path)
    if (isMark(path) && !path.includes('\n')) guard().removeOnExit(path)
  }

  /** When nobody is left who could have use for them. */
  removeMarks(): void {
    for (const path of this.#paths) {
      try {
        if (!isMark(path)) continue
        rmSync(path)
        this.#paths.delete(path)
      } catch {
        // It is in nobody's way.
      } finally {
        guard().forgetPath(path)
      }
    }
  }
}

/** Also where one may not look. */
function mayExist(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return true
  }
}
