import { spawnSync } from 'node:child_process'
import { readFileSync, realpathSync } from 'node:fs'
import { basename, join } from 'node:path'
import { wrong } from './rules.ts'
import { platform, process } from '../runtime/host.ts'
import { isExecutable } from '../runtime/lookup.ts'

/** Whom a process runs as: without them, as this process does. */
export interface Credentials {
  readonly uid: number | undefined
  readonly gid: number | undefined
  /** Further groups. */
  readonly groups: readonly number[]
}

interface User {
  readonly uid: number
  readonly gid: number
  /** All groups that it belongs to. */
  readonly groups: readonly number[]
}

/**
 * What `uid` and `gid` mean on this system. Without a `gid`, a user comes with its own group; an id that no user
 * has, with the group of the same number: the groups of root are for nobody else.
 *
 * @throws OptionError when there is no user or group of that name.
 */
export function credentialsOf(
  uid: string | number | undefined,
  gid: string | number | undefined,
): Credentials {
  const group = gid === undefined ? undefined : groupOf(gid)
  if (uid === undefined) return { uid, gid: group, groups: [] }
  const { groups, ...user } = userOf(uid)
  const isChange = process.getuid?.() === 0 && user.uid !== 0
  const own = group ?? (isChange ? user.gid : undefined)
  return { uid: user.uid, gid: own, groups: isChange ? groups.filter((id) => id !== user.gid) : [] }
}

function userOf(user: string | number): User {
  const found = userInFiles(String(user)) ?? userBySystem(String(user))
  if (found) return found
  const uid = Number(user)
  if (Number.isNaN(uid)) throw wrong('`uid`', 'the id or name of a user of this system', user)
  return { uid, gid: uid, groups: [] }
}

function groupOf(group: string | number): number {
  const [, , found] = linesOf('/etc/group').find(([name]) => name === group) ?? []
  const gid = Number(found ?? (systemGroup(String(group)) || group))
  if (Number.isNaN(gid)) throw wrong('`gid`', 'the id or name of a group of this system', group)
  return gid
}

function userInFiles(user: string): User | undefined {
  const line = linesOf('/etc/passwd').find(([name, , uid]) => name === user || uid === user)
  if (!line) return undefined
  const [name = '', , uid, gid] = line
  const groups = linesOf('/etc/group').filter(([, , , members]) =>
    members?.split(',').includes(name),
  )
  return { uid: Number(uid), gid: Number(gid), groups: groups.map(([, , id]) => Number(id)) }
}

function linesOf(path: string): string[][] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
  } catch {
    return []
  }
}

/** Of a directory service, as macOS has for all its users. */
function userBySystem(user: string): User | undefined {
  const [, uid, gid, groups = ''] =
    /^uid=(\d+).* gid=(\d+)(?:.* groups=(.*))?/.exec(ask('id', user)) ?? []
  if (uid === undefined) return undefined
  const ids = Array.from(groups.matchAll(/(?:^|,)(\d+)/g), ([, id]) => Number(id))
  return { uid: Number(uid), gid: Number(gid), groups: ids }
}

function systemGroup(group: string): string | undefined {
  return /^\d+$/.test(group) ? undefined : ask('getent', 'group', group).split(':')[2]
}

function ask(command: string, ...args: readonly string[]): string {
  if (platform === 'win32') return ''
  return spawnSync(command, args, { encoding: 'utf8', cwd: '/' }).stdout ?? ''
}

/** A command and the ids with which it is spawned, as Node knows how to: it takes away all further groups. */
interface Spawnable {
  readonly parts: readonly string[]
  readonly ids: { readonly uid?: number; readonly gid?: number }
}

/**
 * The command as its user runs it. Where the user has further groups, by `setpriv`, which leaves the pid and the
 * environment as they are; without that program, without those groups.
 */
export function runAs(parts: readonly string[], { uid, gid, groups }: Credentials): Spawnable {
  const setpriv = groups.length === 0 ? undefined : findSetpriv()
  if (setpriv) {
    const options = [`--reuid=${uid}`, `--regid=${gid}`, `--groups=${groups.join(',')}`]
    return { parts: [setpriv, ...options, '--', ...parts], ids: {} }
  }
  return {
    parts,
    ids: { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) },
  }
}

function findSetpriv(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(':').filter(Boolean), '/usr/bin', '/bin']
  // That of busybox knows other options.
  return folders
    .map((folder) => join(folder, 'setpriv'))
    .find((path) => isExecutable(path) && basename(realpathSync(path)) !== 'busybox')
}
