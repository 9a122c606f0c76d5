import type { PortHolder } from '../../../errors.ts'
import { listPids, readCommand, socketInodes } from './linux.ts'
import { hasTimeWait, listeningOnPorts } from './sockets.ts'
import type { ProcessIdentity } from './process-entry.ts'
import { platform } from '../../runtime/host.ts'

/** The process that listens on a port. Known only on Linux, for processes of the same user or as root. */
export function holderOf(port: number): PortHolder | undefined {
  if (platform !== 'linux') return undefined
  const inodes = new Set(inodesOn(port))
  if (inodes.size === 0) return undefined
  const pid = listPids().find((candidate) => holdsAny(candidate, inodes))
  return pid === undefined ? undefined : { pid, command: readCommand(pid) }
}

type Members = readonly Pick<ProcessIdentity, 'pid'>[]

/**
 * The listener on a port, if known: one of `members`, another process, or `'hidden'` for a process of
 * another user.
 */
export function listenerOn(
  port: number,
  members: Members,
): PortHolder | 'member' | 'hidden' | undefined {
  if (platform !== 'linux') return undefined
  const { isTaken, own } = portUseOf(port, members)
  if (own.length > 0) return 'member'
  return isTaken ? (holderOf(port) ?? 'hidden') : undefined
}

export interface PortListener {
  readonly pid: number
  readonly inode: string
  readonly host: string
}

/** The listeners on a port, from the viewpoint of a process tree. */
export interface PortUse {
  readonly isTaken: boolean
  /** The listeners in the tree. */
  readonly own: readonly PortListener[]
}

export function portUseOf(port: number, members: Members): PortUse {
  const sockets = [...listeningOnPorts(port)]
  const own = sockets.flatMap(({ inode, address }) => {
    const member = members.find(({ pid }) => holdsAny(pid, new Set([inode])))
    return member ? { pid: member.pid, inode, host: address.host } : []
  })
  return { isTaken: sockets.length > 0, own }
}

/** Whether the process still listens. */
export function isHeld({ pid, inode }: PortListener): boolean {
  return holdsAny(pid, new Set([inode]))
}

/** The listener on a port, if it is certainly not one of `members`. */
export function foreignListener(port: number, members: Members): PortHolder | undefined {
  const listener = listenerOn(port, members)
  return typeof listener === 'object' ? listener : undefined
}

/** Whether a port is free, but cannot be bound without SO_REUSEADDR. */
export function isInTimeWait(port: number): boolean {
  return platform === 'linux' && inodesOn(port).next().done === true && hasTimeWait(port)
}

/** Whether a port has a listener or connections in TIME_WAIT. Undefined if the system does not say. */
export function isOccupied(port: number): boolean | undefined {
  if (platform !== 'linux') return undefined
  return inodesOn(port).next().done !== true || hasTimeWait(port)
}

function* inodesOn(port: number): Generator<string> {
  for (const { inode } of listeningOnPorts(port)) yield inode
}

function holdsAny(pid: number, inodes: ReadonlySet<string>): boolean {
  const held = socketInodes(pid)
  return held !== undefined && Array.from(inodes).some((inode) => held.has(inode))
}
