import { readFileSync } from 'node:fs'
import type { PortHolder } from '../../errors.ts'
import type { ProcessIdentity } from './process-entry.ts'
import { listPids, readCommand, socketInodes } from './linux.ts'

/** In /proc/net/tcp: see `enum` in the kernel's include/net/tcp_states.h. */
const LISTEN = '0A'

/** The sockets that listen on a port, of either family, as inodes. Costs a millisecond: not for polling. */
function listeningInodes(port: number): Set<string> {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0')
  const rows = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) => readTable(path).split('\n'))
  return new Set(
    rows.flatMap((row) => {
      const [, local, , state, , , , , , inode] = row.trim().split(/\s+/)
      return state === LISTEN && local?.endsWith(`:${wanted}`) && inode ? [inode] : []
    }),
  )
}

/** Read to its end: unlike the files of a process, a table comes a page at a time. */
function readTable(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

/** Who listens on a port, where the system tells: on Linux, of one's own processes, or as root. */
export function holderOf(port: number): PortHolder | undefined {
  if (process.platform !== 'linux') return undefined
  const inodes = listeningInodes(port)
  if (inodes.size === 0) return undefined
  const pid = listPids().find((candidate) => holdsAny(candidate, inodes))
  return pid === undefined ? undefined : { pid, command: readCommand(pid) }
}

/**
 * Who listens on a port, if it is known to be nobody of `members`. One that cannot be read, another
 * user's, is not known to be foreign.
 */
export function foreignListener(
  port: number,
  members: readonly ProcessIdentity[],
): PortHolder | undefined {
  if (process.platform !== 'linux') return undefined
  const inodes = listeningInodes(port)
  if (inodes.size === 0 || members.some(({ pid }) => holdsAny(pid, inodes))) return undefined
  return holderOf(port)
}

function holdsAny(pid: number, inodes: ReadonlySet<string>): boolean {
  const held = socketInodes(pid)
  return held !== undefined && Array.from(inodes).some((inode) => held.has(inode))
}
