import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { isExecutable } from '../../runtime/lookup.ts'
import { perThread } from '../../runtime/per-thread.ts'
import { platform, process } from '../../runtime/host.ts'

/**
 * A started process passes its marker on to all of its descendants. The first twelve of its 18 digits
 * identify the owner (the Node process or worker thread), the last six the executor. The marker is part of
 * the environment. On Linux it is also the soft limit of RLIMIT_LOCKS, which daemons keep even when they
 * overwrite their environment, and which the kernel has ignored since 2.4.25.
 */
export type Marker = string

const OWNER_DIGITS = 12
const EXECUTOR_DIGITS = 6
const VARIABLE = 'VITEST_MIRAKURU_MARKER'

interface Owner {
  readonly id: string
  started: number
}

export function ownerId(): string {
  return owner().id
}

export function nextMarker(): Marker {
  const current = owner()
  const number = current.started++ % 10 ** EXECUTOR_DIGITS
  return current.id + String(number).padStart(EXECUTOR_DIGITS, '0')
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

/** @param wanted a whole marker, or the twelve digits of an owner to match all of its markers */
export function isMarkedBy(found: string, wanted: Marker): boolean {
  return found.length === OWNER_DIGITS + EXECUTOR_DIGITS && found.startsWith(wanted)
}

/** Appends the marker to an inherited one, so that runs can nest. */
export function markedEnvironment(
  env: Readonly<Record<string, string>>,
  marker: Marker,
): Record<string, string> {
  const { [VARIABLE]: inherited = '', ...rest } = env
  return { [VARIABLE]: `${inherited}${marker};`, ...rest }
}

/** Removes the marker of the executor that this process itself may run under. */
export function withoutMarker(env: Readonly<Record<string, string>>): Record<string, string> {
  const { [VARIABLE]: _, ...rest } = env
  return rest
}

/**
 * The markers in an environment block. In the output of `ps`, where a space separates variables, a variable
 * that quotes a marker looks like the real one.
 *
 * @param separator NUL on Linux, a space in `ps -E`
 */
export function markersIn(environment: string, separator: '\0' | ' '): string[] {
  const name = `${separator}${VARIABLE}=`
  const block = separator + environment
  const at = block.indexOf(name)
  if (at === -1) return []
  return /^[\d;]*/.exec(block.slice(at + name.length))?.[0].split(';') ?? []
}

/**
 * A command that sets the limit and then executes `parts` under the same pid. `prlimit` keeps the environment
 * unchanged. The shell, for systems without `prlimit`, drops variables whose names are not identifiers.
 */
export function markedCommand(parts: readonly string[], marker: Marker): readonly string[] {
  if (platform !== 'linux' || !limitIsFree()) return parts
  const prlimit = prlimitOn(process.env['PATH'] ?? '')
  if (prlimit) return [prlimit, `--locks=${marker}:`, ...parts]
  const script = 'ulimit -S -w "$0" 2>/dev/null || ulimit -S -x "$0" 2>/dev/null; exec "$@"'
  return ['/bin/sh', '-c', script, marker, ...parts]
}

let lastFound: { readonly searchPath: string; readonly prlimit: string | undefined } | undefined

/** Prefers the system's own `prlimit`. */
function prlimitOn(searchPath: string): string | undefined {
  if (lastFound?.searchPath !== searchPath) {
    const folders = ['/usr/bin', '/bin', ...searchPath.split(':').filter(isAbsolute)]
    const paths = folders.map((folder) => join(folder, 'prlimit'))
    lastFound = { searchPath, prlimit: paths.find(isExecutable) }
  }
  return lastFound.prlimit
}

let isFree: boolean | undefined

/** Whether the limit can carry a marker. Some containers set a hard limit, which caps the soft limit. */
export function limitIsFree(): boolean {
  try {
    return (isFree ??= /^Max file locks +\S+ +unlimited /m.test(
      readFileSync('/proc/self/limits', 'latin1'),
    ))
  } catch {
    // Without /proc, the marker could not be read anyway.
    return false
  }
}
