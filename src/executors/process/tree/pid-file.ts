import { Buffer } from 'node:buffer'
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs'
import type { PortHolder } from '../../../errors.ts'
import { wallClock } from '../../runtime/clock.ts'
import { platform, pidExists } from '../../runtime/host.ts'
import { readCommand, readEntry, readProc } from './linux.ts'

/** Maximum size in bytes of a file that holds only a flag or a pid. */
const MARK = 64
/** Maximum size in bytes of a pid file with further lines. */
const LONGEST = 4_096
/** Seconds of tolerance for a clock adjustment between the start of a program and its pid file. */
const TOLERANCE = 2

/**
 * The process whose pid is in the first line of a file. Returns `'nobody'` if that process is gone, and
 * undefined if the file contains no pid.
 */
export function ownerOf(path: string): PortHolder | 'nobody' | undefined {
  const { text, mtimeMs } = read(path)
  const [, number] = /^\s*(\d{1,10})\s*(?:\n|$)/.exec(text) ?? []
  const pid = Number(number)
  if (!(pid > 0)) return undefined
  return exists(pid) && !isLater(pid, mtimeMs) ? { pid, command: commandOf(pid) } : 'nobody'
}

/** Another user may have put a pipe or a device there, which could block forever. Neither has a size. */
function read(path: string): { readonly text: string; readonly mtimeMs: number } {
  // On Windows, the second is undefined, which counts as 0.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const { size, mtimeMs } = fstatSync(file)
    const bytes = Buffer.alloc(size > LONGEST ? 0 : size)
    return { text: bytes.toString('utf8', 0, readSync(file, bytes)), mtimeMs }
  } finally {
    closeSync(file)
  }
}

/** Whether a file is a socket, a flag or a pid file, so that removing it loses no data. */
export function isMark(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  return stats?.isSocket() === true || (stats?.isFile() === true && stats.size <= MARK)
}

/** Excludes zombies, and threads of other processes, which also accept a signal to their id. */
function exists(pid: number): boolean {
  if (!pidExists(pid)) return false
  if (platform !== 'linux') return true
  const thread = /^Tgid:\s+(\d+)$/m.exec(readProc(`/proc/${pid}/status`) ?? '')?.[1]
  return readEntry(pid)?.state !== 'dead' && (thread === undefined || Number(thread) === pid)
}

/** Whether the process started after the file was written, so that the pid was reused. */
function isLater(pid: number, writtenAt: number): boolean {
  const startTime = platform === 'linux' ? readEntry(pid)?.startTime : undefined
  if (startTime === undefined) return false
  const age = Number(readProc('/proc/uptime')?.split(' ')[0]) - Number(startTime) / 100
  return age + TOLERANCE < (wallClock() - writtenAt) / 1_000
}

function commandOf(pid: number): string {
  return (platform === 'linux' && readCommand(pid)) || 'unknown'
}
