import type { PortHolder } from '../../errors.ts'
import { listPids, readCommand, socketInodes } from './linux.ts'
import { listeningOnPorts } from './listening-sockets.ts'
import type { ProcessIdentity } from './process-entry.ts'

/** Who listens on a port, where the system tells: on Linux, of one's own processes, or as root. */
export function holderOf(port: number): PortHolder | undefined {
  if (process.platform !== 'linux') return undefined
  const inodes = inodesOn(port)
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
  members: readonly Pick<ProcessIdentity, 'pid'>[],
): PortHolder | undefined {
  if (process.platform !== 'linux') return undefined
  const inodes = inodesOn(port)
  if (inodes.size === 0 || members.some(({ pid }) => holdsAny(pid, inodes))) return undefined
  return holderOf(port)
}

function inodesOn(port: number): Set<string> {
  const sockets = listeningOnPorts().filter(({ address }) => address?.port === port)
  return new Set(sockets.map(({ inode }) => inode))
}

function holdsAny(pid: number, inodes: ReadonlySet<string>): boolean {
  const held = socketInodes(pid)
  return held !== undefined && Array.from(inodes).some((inode) => held.has(inode))
}
