import { process } from '../../runtime/host.ts'
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, lstatSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Removes a directory with all that is in it, also where a program has taken away the right to write.
 *
 * @throws Error of the system when something is left.
 */
export function removeFolder(path: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (!stats) return
  if (process.getuid?.() === 0 && stats.uid !== 0) return removeOfOther(path, stats)
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
 * While root walks a directory of another user, that user can exchange folders in it with links, and have
 * root's own files removed. So its owner removes it; what others have put there is removed when it is root's,
 * by a program that does not look up paths again.
 */
function removeOfOther(path: string, { uid, gid }: { uid: number; gid: number }): void {
  if (isGone(path, { uid, gid })) return
  chownSync(path, 0, 0)
  chmodSync(path, 0o700)
  if (!isGone(path, {})) throw new Error('rm could not do it')
}

function isGone(path: string, user: { uid?: number; gid?: number }): boolean {
  spawnSync('rm', ['-rf', '--', path], { ...user, cwd: '/', stdio: 'ignore' })
  return !lstatSync(path, { throwIfNoEntry: false })
}

function allowWriting(path: string): void {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) return
  chmodSync(path, 0o700)
  for (const name of readdirSync(path)) allowWriting(join(path, name))
}
