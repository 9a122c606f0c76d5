import { findProgram, platform, process } from '../executors/internal.ts'
import { homedir } from 'node:os'
import { delimiter } from 'node:path'

/** Folders of programs that may be missing from PATH. */
const FOLDERS =
  platform === 'win32'
    ? []
    : ['/usr/local/bin', '/opt/homebrew/bin', '/usr/sbin', '/usr/local/sbin', '/snap/bin']

/** Returns the path of the first of these programs that is installed. */
export function findFirst(names: readonly string[]): string | undefined {
  const path = [process.env['PATH'] ?? '', ...FOLDERS].filter(Boolean).join(delimiter)
  return names.map((name) => tryFind(name, path)).find(Boolean)
}

function tryFind(name: string, path: string): string | undefined {
  try {
    return findProgram(name, homedir(), path)
  } catch {
    return undefined
  }
}

/** The name of a package for each package manager. */
export type PackageNames = Readonly<
  Partial<Record<'apt-get' | 'dnf' | 'apk' | 'pacman' | 'brew', string>>
>

const COMMANDS: Readonly<Record<keyof PackageNames, string>> = {
  'apt-get': 'apt-get install',
  dnf: 'dnf install',
  apk: 'apk add',
  pacman: 'pacman -S',
  brew: 'brew install',
}

/** Returns the command that installs a package on this system, if known: `apt-get install redis-server`. */
export function installCommand(names: PackageNames): string | undefined {
  const entries = Object.entries(names) as [keyof PackageNames, string][]
  const [manager, name] = entries.find(([one]) => findFirst([one]) !== undefined) ?? []
  return manager && `${COMMANDS[manager]} ${name}`
}
