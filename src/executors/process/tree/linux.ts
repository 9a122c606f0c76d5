import { closeSync, existsSync, openSync, readSync, readdirSync, readlinkSync } from 'node:fs'
import { constants } from 'node:os'
import type { Signal } from '../../../errors.ts'
import { codeOf } from '../../runtime/caught-error.ts'
import { ownPid, platform } from '../../runtime/host.ts'
import { markersIn } from './marker.ts'
import type { ProcessEntry } from './process-entry.ts'

let isThere: boolean | undefined

/** Whether this is Linux, with a /proc to look into. */
export function hasProc(): boolean {
  return (isThere ??= platform === 'linux' && existsSync('/proc/self/stat'))
}

/**
 * Whether /proc is that of another pid namespace, as in `unshare --pid --fork` without `--mount-proc`: the
 * pids in it are not those that this process could signal.
 */
export function isProcForeign(): boolean {
  return hasProc() && readlinkSync('/proc/self') !== String(ownPid)
}

const buffer = Buffer.alloc(256 * 1024)

/** What it means that a process is gone, or not ours to read. Nothing else does: EMFILE, for one. */
const UNREADABLE = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM'])

/**
 * The text of a file below /proc, or undefined where it is gone or not ours to read. Synchronous and
 * into one buffer: five to seven times faster than `fs/promises` for files that are never on a disk.
 *
 * @throws Error when that cannot be known, as with no descriptor left: EMFILE
 */
export function readProc(path: string): string | undefined {
  let file
  try {
    file = openSync(path, 'r')
    return buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0))
  } catch (error) {
    if (UNREADABLE.has(codeOf(error))) return undefined
    throw error
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

export function listPids(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0)
}

export function readEntry(pid: number): ProcessEntry | undefined {
  const fields = readStat(`/proc/${pid}/stat`)
  if (fields.length < 20) return undefined
  const [state = '', parent, group, session] = fields
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    state: livelinessOf(state, Number(fields[17])),
    isBlocked: state === 'D',
    startTime: fields[19] ?? '',
  }
}

/** A process is a zombie when its first thread has ended, but it lives on while any other runs. */
function livelinessOf(state: string, threads: number): ProcessEntry['state'] {
  if (state === 'X' || (state === 'Z' && threads <= 1)) return 'dead'
  return state === 'T' ? 'stopped' : 'alive'
}

/**
 * Whether any thread of it runs, or would if it had a processor or a disk: it has something to do. A process
 * that ends sleeps in its first thread, until the others have ended.
 */
export function isBusy(pid: number): boolean {
  return listTasks(pid).some((task) => {
    const [state] = readStat(`/proc/${pid}/task/${task}/stat`)
    return state === 'R' || state === 'D'
  })
}

/**
 * The fields from the state on, see proc_pid_stat(5). The command name before it, in parentheses, may itself
 * hold blanks and parentheses.
 */
function readStat(path: string): string[] {
  const stat = readProc(path)
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
}

function listTasks(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
}

/** The marker in the limits of a process, which everyone may read. */
export function readLimitMarker(pid: number): string | undefined {
  return /^Max file locks +(\d+) /m.exec(readProc(`/proc/${pid}/limits`) ?? '')?.[1]
}

/** The markers in the environment of a process, as far as that is ours to read. */
export function readEnvironmentMarkers(pid: number): string[] {
  const environment = readProc(`/proc/${pid}/environ`)
  return environment ? markersIn(environment, '\0') : []
}

/** Whether orphans of its pid namespace come to this process: it is the first one there. */
export function isInit(pid: number): boolean {
  return /^NSpid:\t\d+(?:\t\d+)*\t1$/m.test(readProc(`/proc/${pid}/status`) ?? '')
}

const KEYBOARD_SIGNALS = new Set<Signal>(['SIGINT', 'SIGQUIT'])
const SHELLS = new Set(['sh', 'dash', 'ash', 'bash', 'ksh', 'mksh', 'zsh', 'busybox'])

/**
 * Whether a process that has been sent a signal does nothing on it, and cannot hand it on: it ignores it, or
 * has nothing to do and leaves it pending. A shell leaves a signal of the keyboard to what it waits for,
 * since a terminal sends that to all.
 */
export function isDeafTo(pid: number, signal: Signal): boolean {
  const status = readProc(`/proc/${pid}/status`) ?? ''
  const holds = (name: string): boolean => {
    const mask = new RegExp(`^${name}:\\t([0-9a-f]+)$`, 'm').exec(status)?.[1]
    return (
      mask !== undefined &&
      ((BigInt(`0x${mask}`) >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n
    )
  }
  const isShell = SHELLS.has(/^Name:\t(.*)$/m.exec(status)?.[1] ?? '')
  if (isShell && KEYBOARD_SIGNALS.has(signal)) return true
  return holds('SigIgn') || (holds('SigBlk') && holds('ShdPnd') && !isBusy(pid))
}

/** The process that traces this one, such as a debugger. */
export function tracerOf(pid: number): number | undefined {
  return (
    Number(/^TracerPid:\t(\d+)$/m.exec(readProc(`/proc/${pid}/status`) ?? '')?.[1]) || undefined
  )
}

/** The command of a process as `ps` shows it; empty where it is not to be known. */
export function readCommand(pid: number): string {
  try {
    const bytes = Buffer.from(readProc(`/proc/${pid}/cmdline`) ?? '', 'latin1')
    const line = bytes.toString().replace(/\0+$/, '').replaceAll('\0', ' ')
    return line || (readProc(`/proc/${pid}/comm`)?.trim() ?? '')
  } catch {
    return ''
  }
}

/** The newest pid of this pid namespace: the last field of /proc/loadavg. */
export function newestPid(): number {
  return Number(readProc('/proc/loadavg')?.trim().split(' ').at(-1) ?? Number.NaN)
}

/** How many processes were ever forked: the field `processes` of /proc/stat. */
export function forkCount(): number {
  return Number(/^processes (\d+)/m.exec(readProc('/proc/stat') ?? '')?.[1] ?? Number.NaN)
}

let maximum: number | undefined

/** Read once: nobody changes it while tests run. */
export function maximumPid(): number {
  return (maximum ??= Number(readProc('/proc/sys/kernel/pid_max') ?? Number.NaN))
}

/** The inodes of the sockets that a process holds, or undefined where its descriptors are not ours to read. */
export function socketInodes(pid: number): Set<string> | undefined {
  try {
    const inodes = readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
      const target = readLink(`/proc/${pid}/fd/${name}`)
      return target?.startsWith('socket:[') ? [target.slice(8, -1)] : []
    })
    return new Set(inodes)
  } catch {
    return undefined
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}
