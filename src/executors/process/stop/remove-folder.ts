import { platform, process } from '../../runtime/host.ts'
import { Buffer } from 'node:buffer'
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, lstatSync, readdirSync, rmSync } from 'node:fs'
import { FOLDER_REMOVED } from '../../runtime/bounds.ts'

/**
 * Removes a directory and everything in it, even if a program has made parts of it read-only.
 *
 * @throws the system's Error when something is left.
 */
export function removeFolder(path: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (!stats) return
  if (process.getuid?.() === 0 && stats.uid !== 0) return removeAsOwner(path, stats)
  try {
    remove(path)
  } catch {
    removeProtected(path)
  }
}

function removeProtected(path: string): void {
  try {
    allowWriting(Buffer.from(path))
    remove(path)
  } catch (error) {
    if (platform === 'win32') throw error
    // These programs also reach folders that are nested deeper than a path can be long.
    run(['chmod', '-R', 'u+rwx'], path)
    if (!isGone(path)) throw error
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
function removeAsOwner(path: string, { uid, gid }: { uid: number; gid: number }): void {
  if (isGone(path, { uid, gid })) return
  chownSync(path, 0, 0)
  chmodSync(path, 0o700)
  if (!isGone(path)) throw new Error('rm could not remove it')
}

interface User {
  readonly uid?: number
  readonly gid?: number
}

function isGone(path: string, user?: User): boolean {
  run(['rm', '-rf'], path, user)
  return !lstatSync(path, { throwIfNoEntry: false })
}

/** @throws the system's Error when the program is missing or hangs */
function run([program, ...options]: [string, ...string[]], path: string, user?: User): void {
  const limits = { timeout: FOLDER_REMOVED, killSignal: 'SIGKILL' } as const
  const how = { ...user, ...limits, cwd: '/', stdio: 'ignore' } as const
  const { error } = spawnSync(program, [...options, '--', path], how)
  if (error) throw error
}

/** As bytes, since a name need not be valid UTF-8. */
function allowWriting(path: Buffer): void {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) return
  chmodSync(path, 0o700)
  const names = readdirSync(path, { encoding: 'buffer' })
  for (const name of names) allowWriting(Buffer.concat([path, Buffer.from('/'), name]))
}
