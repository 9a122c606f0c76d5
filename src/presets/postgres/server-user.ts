import { type Credentials, credentialsOf, process, removeFolder } from '../../executors/internal.ts'
import { createHash, randomBytes } from 'node:crypto'
import { cpSync, existsSync, readFileSync, renameSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isOwn } from '../../fixtures/folders/own-folder.ts'
import { temporaryFolders } from '../../fixtures/folders/temporary-folder.ts'

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
  const user = credentialsOf(uid, undefined)
  if (canEnter(bin, user)) return bin
  return join(publicCopy(dirname(bin)), 'bin')
}

function canEnter(folder: string, user: Credentials): boolean {
  const stats = statSync(folder)
  const isOfGroup = [user.gid, ...user.groups].includes(stats.gid)
  const bits = stats.uid === user.uid ? 0o500 : isOfGroup ? 0o050 : 0o005
  const needed = bits & 0o111
  return (
    (stats.mode & needed) === needed &&
    (dirname(folder) === folder || canEnter(dirname(folder), user))
  )
}

function publicCopy(folder: string): string {
  const { mtimeMs, ino } = statSync(folder)
  const digest = createHash('sha256')
    .update(`${folder} ${mtimeMs} ${ino}`)
    .digest('hex')
    .slice(0, 12)
  const everybody = { uid: -1, gid: -1, groups: [] }
  const place = temporaryFolders().find((one) => isThere(one) && canEnter(one, everybody)) ?? '/tmp'
  const path = join(place, `vitest-mirakuru-postgres-${digest}`)
  if (existsSync(path) && isOwn(path)) return path
  const making = `${path}-${randomBytes(4).toString('hex')}`
  cpSync(folder, making, { recursive: true, verbatimSymlinks: true, mode: 0 })
  try {
    renameSync(making, path)
  } catch (error) {
    // Another process made the copy first.
    removeFolder(making)
    if (!existsSync(path) || !isOwn(path)) throw error
  }
  return path
}

function isThere(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
}
