import { lstatSync, readFileSync, statSync } from 'node:fs'
import type { PortHolder } from '../../../errors.ts'
import { codeOf } from '../../runtime/caught-error.ts'
import { wallClock } from '../../runtime/clock.ts'
import { platform, sendSignal } from '../../runtime/host.ts'
import { readCommand, readEntry, readProc } from './linux.ts'

/** Bytes of a file that is no more than a flag or a pid. */
const MARK = 64
/** Bytes of the longest pid file, in which more follows. */
const LONGEST = 4_096
/** Seconds by which a clock may have been set between the start of a program and its pid file. */
const TOLERANCE = 2

/**
 * The process whose pid a file has in its first line: `'nobody'` when there is none any more, nothing when it
 * has no pid.
 */
export function ownerOf(path: string): PortHolder | 'nobody' | undefined {
  const { size, mtimeMs } = statSync(path)
  if (size > LONGEST) return undefined
  const [, number] = /^\s*(\d{1,10})\s*(?:\n|$)/.exec(readFileSync(path, 'utf8')) ?? []
  const pid = Number(number)
  if (!(pid > 0)) return undefined
  return exists(pid) && !isLater(pid, mtimeMs) ? { pid, command: commandOf(pid) } : 'nobody'
}

/** Whether a file is a socket, a flag or a pid file, of which nothing is lost. */
export function isMark(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  return stats?.isSocket() === true || (stats?.isFile() === true && stats.size <= MARK)
}

/** Not a zombie, nor a thread of another process, which a signal finds as well. */
function exists(pid: number): boolean {
  try {
    sendSignal(pid, 0)
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false
  }
  if (platform !== 'linux') return true
  const thread = /^Tgid:\s+(\d+)$/m.exec(readProc(`/proc/${pid}/status`) ?? '')?.[1]
  return readEntry(pid)?.state !== 'dead' && (thread === undefined || Number(thread) === pid)
}

/** Whether a process began after the file was written: then somebody else has had its pid before. */
function isLater(pid: number, writtenAt: number): boolean {
  const startTime = platform === 'linux' ? readEntry(pid)?.startTime : undefined
  if (startTime === undefined) return false
  const age = Number(readProc('/proc/uptime')?.split(' ')[0]) - Number(startTime) / 100
  return age + TOLERANCE < (wallClock() - writtenAt) / 1_000
}

function commandOf(pid: number): string {
  return (platform === 'linux' && readCommand(pid)) || 'unknown'
}
