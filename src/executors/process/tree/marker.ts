import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { isExecutable } from '../../runtime/lookup.ts'
import { perThread } from '../../runtime/per-thread.ts'
import { platform, process } from '../../runtime/host.ts'

/**
 * What a started process hands down to its descendants: 18 digits, of which the first twelve name
 * the owner (the Node process or worker thread) and the last six its executor. They travel as a token
 * in the environment and, on Linux, as the soft limit of RLIMIT_LOCKS, whose value the kernel has
 * ignored since 2.4.25 and which daemons that write over their environment keep.
 */
export type Marker = string

const OWNER_DIGITS = 12
const EXECUTOR_DIGITS = 6
const VARIABLE = 'VITEST_MIRAKURU_MARKER'

interface Owner {
  readonly id: string
  started: number
}

/** The owner's own digits. */
export function ownerId(): string {
  return owner().id
}

export function nextMarker(): Marker {
  const mine = owner()
  const number = mine.started++ % 10 ** EXECUTOR_DIGITS
  return mine.id + String(number).padStart(EXECUTOR_DIGITS, '0')
}

function owner(): Owner {
  return perThread('owner', () => ({
    id: `${randomInt(10, 100)}${digits(5)}${digits(5)}`,
    started: 0,
  }))
}

function digits(count: number): string {
  return String(randomInt(10 ** count)).padStart(count, '0')
}

/** Whether a found marker is the one searched for, or any of the owner whose twelve digits are given. */
export function isMarkedBy(found: string, wanted: Marker): boolean {
  return found.length === OWNER_DIGITS + EXECUTOR_DIGITS && found.startsWith(wanted)
}

/** The environment with the marker added behind an inherited one, so that runs can nest. */
export function markedEnvironment(
  env: Readonly<Record<string, string>>,
  marker: Marker,
): Record<string, string> {
  const { [VARIABLE]: inherited = '', ...rest } = env
  return { [VARIABLE]: `${inherited}${marker};`, ...rest }
}

/** Without the marker of an executor that this process may itself run under. */
export function withoutMarker(env: Readonly<Record<string, string>>): Record<string, string> {
  const { [VARIABLE]: _, ...rest } = env
  return rest
}

/**
 * The markers in a block of variables. Other variables may quote them, and in what `ps` shows, where a
 * blank separates them, cannot be told from the real one.
 *
 * @param separator NUL on Linux, a blank in `ps -E`
 */
export function markersIn(environment: string, separator: '\0' | ' '): string[] {
  const name = `${separator}${VARIABLE}=`
  const block = separator + environment
  const at = block.indexOf(name)
  if (at === -1) return []
  return /^[\d;]*/.exec(block.slice(at + name.length))?.[0].split(';') ?? []
}

/**
 * The command that sets the limit, keeps the pid and becomes `parts`. `prlimit` keeps the environment
 * as it is; the shell, for systems without it, drops variables whose names are not identifiers.
 */
export function markedCommand(parts: readonly string[], marker: Marker): readonly string[] {
  if (platform !== 'linux' || !limitIsFree()) return parts
  const prlimit = prlimitOn(process.env['PATH'] ?? '')
  if (prlimit) return [prlimit, `--locks=${marker}:`, ...parts]
  const script = 'ulimit -S -w "$0" 2>/dev/null || ulimit -S -x "$0" 2>/dev/null; exec "$@"'
  return ['/bin/sh', '-c', script, marker, ...parts]
}

/** Where it was found last, and for which PATH. */
let lastFound: { readonly on: string; readonly prlimit: string | undefined } | undefined

/** The system's own before others of that name. */
function prlimitOn(searchPath: string): string | undefined {
  if (lastFound?.on !== searchPath) {
    const folders = ['/usr/bin', '/bin', ...searchPath.split(':').filter(isAbsolute)]
    const paths = folders.map((folder) => join(folder, 'prlimit'))
    lastFound = { on: searchPath, prlimit: paths.find(isExecutable) }
  }
  return lastFound.prlimit
}

let isFree: boolean | undefined

/** Whether the limit can carry a marker: a hard limit, which a soft one cannot exceed, is set in some containers. */
export function limitIsFree(): boolean {
  try {
    return (isFree ??= /^Max file locks +\S+ +unlimited /m.test(
      readFileSync('/proc/self/limits', 'latin1'),
    ))
  } catch {
    // Without a /proc, nobody could read it either.
    return false
  }
}
