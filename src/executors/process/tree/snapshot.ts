import type { PortHolder } from '../../../errors.ts'
import { now } from '../../runtime/clock.ts'
import { readCommand, socketInodes } from './linux.ts'
import { listeningOnPaths, listeningOnPorts, type ListeningSocket } from './sockets.ts'
import type { ProcessIdentity } from './process-entry.ts'
import { platform } from '../../runtime/host.ts'

export interface Listener extends ListeningSocket {
  readonly pid: number
}

/** What was seen of a process tree at one moment: it is ended before anybody reads of it. */
export interface TreeSnapshot {
  /** By the clock. */
  readonly at: number
  /** The living, the oldest first. */
  readonly members: readonly PortHolder[]
  readonly listeners: readonly Listener[]
}

/** Looks at a tree; into it, where the system has a /proc. */
export async function captureSnapshot(
  findMembers: () => Promise<readonly ProcessIdentity[]>,
): Promise<TreeSnapshot> {
  const at = now()
  if (platform !== 'linux') return { at, members: [], listeners: [] }
  const pids = (await findMembers()).map(({ pid }) => pid).toSorted((a, b) => a - b)
  return {
    at,
    members: pids.map((pid) => ({ pid, command: readCommand(pid) })),
    // The tables take milliseconds to read.
    listeners: pids.length === 0 ? [] : listenersOf(pids),
  }
}

/** A socket that a process has handed down is its own, and not its children's. */
function listenersOf(pids: readonly number[]): Listener[] {
  const unclaimed = new Map(
    [...listeningOnPorts(), ...listeningOnPaths()].map((socket) => [socket.inode, socket]),
  )
  return pids.flatMap((pid) =>
    Array.from(socketInodes(pid) ?? []).flatMap((inode) => {
      const socket = unclaimed.get(inode)
      unclaimed.delete(inode)
      return socket ? [{ ...socket, pid }] : []
    }),
  )
}
