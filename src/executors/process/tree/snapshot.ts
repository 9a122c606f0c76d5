import type { PortHolder } from '../../../errors.ts'
import { now } from '../../runtime/clock.ts'
import { readCommand, socketInodes } from './linux.ts'
import { listeningOnPaths, listeningOnPorts, type ListeningSocket } from './sockets.ts'
import type { ProcessIdentity } from './process-entry.ts'
import { platform } from '../../runtime/host.ts'

export interface Listener extends ListeningSocket {
  readonly pid: number
}

/** The state of a process tree at one moment. Errors quote it after the tree is gone. */
export interface TreeSnapshot {
  /** Monotonic time in milliseconds, see `now()`. */
  readonly at: number
  /** The living members, oldest first. */
  readonly members: readonly PortHolder[]
  readonly listeners: readonly Listener[]
}

/** Captures members and listeners on Linux, and only the time elsewhere. */
export async function captureSnapshot(
  findMembers: () => Promise<readonly ProcessIdentity[]>,
): Promise<TreeSnapshot> {
  const at = now()
  if (platform !== 'linux') return { at, members: [], listeners: [] }
  const members = (await findMembers()).toReversed()
  const pids = members.map(({ pid }) => pid)
  return {
    at,
    members: pids.map((pid) => ({ pid, command: readCommand(pid) })),
    // The tables take milliseconds to read.
    listeners: pids.length === 0 ? [] : listenersOf(pids),
  }
}

/** A socket that children have inherited is listed only for the oldest process. */
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
