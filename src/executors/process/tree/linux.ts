import { Buffer } from 'node:buffer'
import { closeSync, existsSync, openSync, readSync, readdirSync, readlinkSync } from 'node:fs'
import { constants } from 'node:os'
import type { Signal } from '../../../errors.ts'
import { codeOf } from '../../runtime/caught-error.ts'
import { ownPid, platform } from '../../runtime/host.ts'
import { markersIn } from './marker.ts'
import type { ProcessEntry } from './process-entry.ts'

let isThere: boolean | undefined

export function hasProc(): boolean {
  return (isThere ??= platform === 'linux' && existsSync('/proc/self/stat'))
}

/**
 * Whether /proc belongs to another pid namespace, as in `unshare --pid --fork` without `--mount-proc`. This
 * process cannot signal the pids in it.
 */
export function isProcForeign(): boolean {
  return hasProc() && readlinkSync('/proc/self') !== String(ownPid)
}

const buffer = Buffer.alloc(256 * 1024)

/** The codes for a process that is gone or not readable. Others, such as EMFILE, say nothing about it. */
const UNREADABLE = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM'])

/**
 * Reads a file in /proc. Returns undefined if it is gone or not readable. The read is synchronous into one
 * buffer, which is five to seven times faster than `fs/promises` for files that are never on a disk.
 *
 * @throws Error for other failures, such as EMFILE
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
    state: stateOf(state, Number(fields[17])),
    isBlocked: state === 'D' && !waitsForChild(pid),
    startTime: fields[19] ?? '',
  }
}

/** Whether a process waits for the child of its vfork(). That does not block a reader of its environment. */
function waitsForChild(pid: number): boolean {
  return /clone|fork/.test(readProc(`/proc/${pid}/wchan`) ?? '')
}

/** A process shows as a zombie after its main thread has ended, but other threads can keep it alive. */
function stateOf(state: string, threads: number): ProcessEntry['state'] {
  if (state === 'X' || (state === 'Z' && threads <= 1)) return 'dead'
  return state === 'T' ? 'stopped' : 'alive'
}

/**
 * Whether any thread is running, runnable or waiting for a disk. All threads are checked, because the main
 * thread of an exiting process sleeps until the others have ended.
 */
export function isBusy(pid: number): boolean {
  return anyThread(pid, (state) => state === 'R' || state === 'D')
}

/**
 * Whether any thread is neither stopped, dead nor in an uninterruptible wait. After a SIGSTOP such a thread can
 * still run the program's code.
 */
export function isExecuting(pid: number): boolean {
  return anyThread(pid, (state) => !'TtZXD'.includes(state))
}

/** A thread that ends meanwhile counts as dead. */
function anyThread(pid: number, holds: (state: string) => boolean): boolean {
  return listTasks(pid).some((task) => {
    const [state = 'X'] = readStat(`/proc/${pid}/task/${task}/stat`)
    return holds(state)
  })
}

/**
 * The fields from the state on, see proc_pid_stat(5). The command name before it is in parentheses and may
 * itself contain spaces and parentheses.
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

/** The marker in the limits of a process, which every user can read. */
export function readLimitMarker(pid: number): string | undefined {
  return /^Max file locks +(\d+) /m.exec(readProc(`/proc/${pid}/limits`) ?? '')?.[1]
}

export function readEnvironmentMarkers(pid: number): string[] {
  const environment = readProc(`/proc/${pid}/environ`)
  return environment ? markersIn(environment, '\0') : []
}

/** Whether a process has a program. Kernel threads and zombies have none. */
export function hasProgram(pid: number): boolean {
  return existsSync(`/proc/${pid}/exe`)
}

/** Whether this is process 1 of its pid namespace, which adopts orphans. */
export function isInit(pid: number): boolean {
  return /^NSpid:\t\d+(?:\t\d+)*\t1$/m.test(readProc(`/proc/${pid}/status`) ?? '')
}

const KEYBOARD_SIGNALS = new Set<Signal>(['SIGINT', 'SIGQUIT'])
const SHELLS = new Set(['sh', 'dash', 'ash', 'bash', 'ksh', 'mksh', 'zsh', 'busybox'])

/**
 * Whether a process ignores a signal. A shell leaves keyboard signals to its foreground child, because a terminal
 * sends them to the whole group.
 */
export function ignores(pid: number, signal: Signal): boolean {
  const status = readProc(`/proc/${pid}/status`) ?? ''
  const isShell = SHELLS.has(/^Name:\t(.*)$/m.exec(status)?.[1] ?? '')
  return (isShell && KEYBOARD_SIGNALS.has(signal)) || hasSignal(status, 'SigIgn', signal)
}

/** Whether a process that was sent a signal is idle and keeps it blocked. */
export function keepsBlocked(pid: number, signal: Signal): boolean {
  const status = readProc(`/proc/${pid}/status`) ?? ''
  const isPending = hasSignal(status, 'SigBlk', signal) && hasSignal(status, 'ShdPnd', signal)
  return isPending && !isBusy(pid)
}

function hasSignal(status: string, set: string, signal: Signal): boolean {
  const mask = new RegExp(`^${set}:\\t([0-9a-f]+)$`, 'm').exec(status)?.[1]
  if (mask === undefined) return false
  return ((BigInt(`0x${mask}`) >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n
}

/** The pid of the tracer, such as a debugger. */
export function tracerOf(pid: number): number | undefined {
  return (
    Number(/^TracerPid:\t(\d+)$/m.exec(readProc(`/proc/${pid}/status`) ?? '')?.[1]) || undefined
  )
}

/** The command of a process as `ps` shows it, or an empty string if it is not readable. */
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

/** The number of forks since boot: the field `processes` of /proc/stat. */
export function forkCount(): number {
  return Number(/^processes (\d+)/m.exec(readProc('/proc/stat') ?? '')?.[1] ?? Number.NaN)
}

let maximum: number | undefined

/** Read only once, since it does not change during a test run. */
export function maximumPid(): number {
  return (maximum ??= Number(readProc('/proc/sys/kernel/pid_max') ?? Number.NaN))
}

/** The inodes of the sockets that a process holds, or undefined if its descriptors are not readable. */
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
