import { guard, removeFolder, credentialsOf, process } from '../../executors/internal.ts'
import { createHash, randomBytes } from 'node:crypto'
import {
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, dirname } from 'node:path'
import { isOwn } from '../../fixtures/folders/own-folder.ts'
import { canEnter, flawOf, temporaryFolders } from '../../fixtures/folders/temporary-folder.ts'

const PREFIX = 'vitest-mirakuru-postgres-'
const COPY = new RegExp(`^${PREFIX}[\\da-f]{12}$`)
/** The file of a copy that names its original. */
const ORIGIN = '.copied-from'
const EVERYBODY = { uid: -1, gid: -1, groups: [] }

/** Returns a copy of a folder that every user can read. It is made once. Copies of removed folders are removed, too. */
export function publicCopy(folder: string): string {
  const place = placeFor(nameFor(folder))
  const path = join(place, nameFor(folder))
  if (existsSync(path) && isOwn(path)) return path
  const making = `${path}-${randomBytes(4).toString('hex')}`
  guard().removeOnExit(making)
  try {
    cpSync(folder, making, { recursive: true, verbatimSymlinks: true, mode: 0 })
    writeFileSync(join(making, ORIGIN), folder)
    renameSync(making, path)
  } catch (error) {
    // Another process may have made the copy first.
    removeFolder(making)
    if (!existsSync(path) || !isOwn(path)) throw error
  } finally {
    guard().forgetPath(making)
  }
  removeOrphans(place)
  return path
}

/** Another user may have taken the name in one of them. */
function placeFor(name: string): string {
  const places = temporaryFolders().filter((one) => flawOf(one, -Infinity, EVERYBODY) === undefined)
  return places.find((one) => isFreeOrOwn(join(one, name))) ?? '/tmp'
}

function isFreeOrOwn(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) === undefined || isOwn(path)
}

/** A folder that is installed anew has another name. */
function nameFor(folder: string): string {
  const { mtimeMs, ino } = statSync(folder)
  const hash = createHash('sha256').update(`${folder} ${mtimeMs} ${ino}`)
  return PREFIX + hash.digest('hex').slice(0, 12)
}

function removeOrphans(place: string): void {
  for (const name of readdirSync(place).filter((one) => COPY.test(one))) {
    const path = join(place, name)
    try {
      if (isOwn(path) && !isNeeded(path, name)) removeFolder(path)
    } catch {
      // The next copy removes it.
    }
  }
}

function isNeeded(path: string, name: string): boolean {
  const record = join(path, ORIGIN)
  if (!existsSync(record)) return true
  try {
    return nameFor(readFileSync(record, 'utf8')) === name
  } catch {
    return false
  }
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
