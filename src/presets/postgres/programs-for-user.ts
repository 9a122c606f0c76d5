import { credentialsOf, process } from '../../executors/internal.ts'
import { dirname, join } from 'node:path'
import { canEnter } from '../../fixtures/folders/can-enter.ts'
import { publicCopy } from './public-copy.ts'

/**
 * Returns a folder of the programs that a user can run. If only root can read them, it is in a copy, which is kept
 * for later runs.
 *
 * @param bin the folder of the programs, with libraries and other files beside it
 */
export function programsFor(bin: string, uid: string | number | undefined): string {
  if (process.getuid?.() !== 0 || uid === undefined) return bin
  if (canEnter(bin, credentialsOf(uid, undefined))) return bin
  return join(publicCopy(dirname(bin)), 'bin')
}
