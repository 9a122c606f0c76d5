import { process } from '../../runtime/host.ts'
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, lstatSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { FOLDER_REMOVED } from '../../runtime/bounds.ts'

/**
 * Removes a directory and everything in it, even if a program has made parts of it read-only.
 *
 * @param patience milliseconds for a directory of another user
 * @throws the system's Error when something is left.
 */
export function removeFolder(path: string, patience: number = FOLDER_REMOVED): void {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (!stats) return
  if (process.getuid?.() === 0 && stats.uid !== 0) return removeAsOwner(path, stats, patience)
  try {
    remove(path)
  } catch {
    allowWriting(path)
    remove(path)
  }
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 3 })
}

/**
 * While root walks a directory of another user, that user could replace a folder with a link and so make root
 * remove other files. The owner therefore removes the directory first. Root then takes over the rest and
 * removes it with `rm`, which does not resolve a path twice.
 */
function removeAsOwner(
  path: string,
  { uid, gid }: { uid: number; gid: number },
  timeout: number,
): void {
  if (isGone(path, { uid, gid, timeout })) return
  chownSync(path, 0, 0)
  chmodSync(path, 0o700)
  if (!isGone(path, { timeout })) throw new Error('rm could not remove it')
}

/** @throws the system's Error when `rm` is missing or hangs */
function isGone(path: string, how: { uid?: number; gid?: number; timeout: number }): boolean {
  const options = { ...how, killSignal: 'SIGKILL', cwd: '/', stdio: 'ignore' } as const
  const { error } = spawnSync('rm', ['-rf', '--', path], options)
  if (error) throw error
  return !lstatSync(path, { throwIfNoEntry: false })
}

function allowWriting(path: string): void {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) return
  chmodSync(path, 0o700)
  for (const name of readdirSync(path)) allowWriting(join(path, name))
}
