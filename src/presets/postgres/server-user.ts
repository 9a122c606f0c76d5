import { credentialsOf, process } from '../../executors/internal.ts'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { canEnter } from '../../fixtures/folders/can-enter.ts'
import { publicCopy } from './public-copy.ts'

/** Users to run a server as instead of root, which PostgreSQL refuses. */
const USERS = ['postgres', 'nobody']

/** Returns the default user of a server. Only root needs another user. */
export function serverUser(): { readonly uid: string } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const known = new Set(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':')[0]),
  )
  return { uid: USERS.find((name) => known.has(name)) ?? 'nobody' }
}

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
