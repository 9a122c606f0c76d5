import type { PortHolder } from '../../../errors.ts'
import { listPids, readCommand, socketInodes } from './linux.ts'
import { hasTimeWait, listeningOnPorts } from './sockets.ts'
import type { ProcessIdentity } from './process-entry.ts'
import { platform } from '../../runtime/host.ts'

/** Who listens on a port, where the system tells: on Linux, of one's own processes, or as root. */
export function holderOf(port: number): PortHolder | undefined {
  if (platform !== 'linux') return undefined
  const inodes = new Set(inodesOn(port))
  if (inodes.size === 0) return undefined
  const pid = listPids().find((candidate) => holdsAny(candidate, inodes))
  return pid === undefined ? undefined : { pid, command: readCommand(pid) }
}

/** Some processes, of which only the pids matter here. */
type Members = readonly Pick<ProcessIdentity, 'pid'>[]

/**
 * Who listens on a port, as far as the system tells: one of `members`, or somebody else, who is hidden
 * where it may not be read, as another user's.
 */
export function listenerOn(
  port: number,
  members: Members,
): PortHolder | 'member' | 'hidden' | undefined {
  if (platform !== 'linux') return undefined
  let isListening = false
  for (const inode of inodesOn(port)) {
    isListening = true
    if (members.some(({ pid }) => holdsAny(pid, new Set([inode])))) return 'member'
  }
  return isListening ? (holderOf(port) ?? 'hidden') : undefined
}

/** A process that listens on a port. */
export interface PortListener {
  readonly pid: number
  readonly inode: string
  /** The address that it listens on. */
  readonly host: string
}

/** Who listens on a port, as seen by a tree of processes. */
export interface PortUse {
  readonly isTaken: boolean
  /** Those of the tree. */
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

/** Whether it listens still. */
export function isHeld({ pid, inode }: PortListener): boolean {
  return holdsAny(pid, new Set([inode]))
}

/** Who listens on a port, if it is known to be nobody of `members`: one that is hidden is not. */
export function foreignListener(port: number, members: Members): PortHolder | undefined {
  const listener = listenerOn(port, members)
  return typeof listener === 'object' ? listener : undefined
}

/** Whether it is nobody's, and yet cannot be listened on without SO_REUSEADDR. */
export function isInTimeWait(port: number): boolean {
  return platform === 'linux' && inodesOn(port).next().done === true && hasTimeWait(port)
}

/** Whether anybody listens on a port, or has lately; nothing where the system does not tell. */
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
