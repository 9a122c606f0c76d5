import { readFileSync, realpathSync } from 'node:fs'
import { basename, join } from 'node:path'
import { wrong } from './rules.ts'
import { askSystem } from '../runtime/ask-system.ts'
import { platform, process } from '../runtime/host.ts'
import { isExecutable } from '../runtime/lookup.ts'

/** The user and groups of a process. Without ids, it inherits those of this process. */
export interface Credentials {
  readonly uid: number | undefined
  readonly gid: number | undefined
  /** Supplementary groups. */
  readonly groups: readonly number[]
}

interface User {
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
}

/**
 * Resolves `uid` and `gid` on this system. The default `gid` is the primary group of the user, or the same
 * number for a uid without a user entry: no other user may keep the groups of root.
 *
 * @throws OptionError when no user or group has that name.
 */
export function credentialsOf(
  uid: string | number | undefined,
  gid: string | number | undefined,
): Credentials {
  const group = gid === undefined ? undefined : groupOf(gid)
  if (uid === undefined) return { uid, gid: group, groups: [] }
  const { groups, ...user } = userOf(uid)
  const isChange = process.getuid?.() === 0 && user.uid !== 0
  const primary = group ?? (isChange ? user.gid : undefined)
  return {
    uid: user.uid,
    gid: primary,
    groups: isChange ? groups.filter((id) => id !== user.gid) : [],
  }
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

/** Also finds users in a directory service, where macOS keeps all of its users. */
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
  return platform === 'win32' ? '' : askSystem(command, ...args)
}

/** A command and the ids for Node's `spawn`, which drops all supplementary groups. */
interface Spawnable {
  readonly parts: readonly string[]
  readonly ids: { readonly uid?: number; readonly gid?: number }
}

/**
 * The command as its user runs it. Supplementary groups need `setpriv`, which keeps the pid and the
 * environment. Without `setpriv`, the command runs without those groups.
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
  // The setpriv of busybox has different options.
  return folders
    .map((folder) => join(folder, 'setpriv'))
    .find((path) => isExecutable(path) && basename(realpathSync(path)) !== 'busybox')
}
