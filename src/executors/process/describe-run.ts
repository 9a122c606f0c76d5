import type { PortHolder } from '../../errors.ts'
import { maskedText } from '../secrets/mask.ts'
import { printableName } from '../../printable.ts'
import { describeAddress } from '../runtime/address.ts'
import { readCommand } from './tree/linux.ts'
import type { ProcessIdentity } from './tree/process-entry.ts'
import type { Listener, TreeSnapshot } from './tree/snapshot.ts'
import type { Exit } from '../runtime/exit.ts'

/** The number of processes that a message names. */
const MAX_NAMED = 3

interface DescribedRun {
  readonly pid: number
  readonly exit: Exit | undefined
  readonly naturalExit: Exit | undefined
  readonly snapshot: TreeSnapshot | undefined
}

/** The state of a process, and the state of its tree before the kill. */
export function describeRun({ pid, naturalExit, exit, snapshot }: DescribedRun): string {
  const ended = exit ? 'still running when it was killed' : 'alive'
  const state = naturalExit ? describeExit(naturalExit) : `pid ${pid}, ${ended}`
  if (!snapshot || snapshot.members.length === 0) return state
  const left = naturalExit ? ` and left behind ${describeMembers(snapshot.members)}` : ''
  return `${state}${left}; listened on ${describeListeners(snapshot, pid)}`
}

export function describeExit({ exitCode, signal }: Exit): string {
  return signal === null ? `exited with code ${exitCode}` : `was killed by ${signal}`
}

export function describeHolder(holder: PortHolder | undefined): string {
  if (!holder) return 'an unknown process'
  const { pid, command } = holder
  return `pid ${pid} (${printableName(maskedText(command))})`
}

export function describeMembers(members: readonly PortHolder[]): string {
  const named = members.slice(0, MAX_NAMED).map(describeHolder)
  const more = members.length - named.length
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ')
}

function describeListeners({ listeners, members }: TreeSnapshot, leader: number): string {
  const places = listeners.map((listener) => {
    const owner = members.find(({ pid }) => pid === listener.pid)
    return `${placeOf(listener)}${listener.pid === leader ? '' : ` (${describeHolder(owner)})`}`
  })
  return places.join(', ') || 'nothing'
}

function placeOf({ address, path = '' }: Listener): string {
  return address ? describeAddress(address) : path
}

export function describeProcess({ pid }: Pick<ProcessIdentity, 'pid'>): PortHolder {
  return { pid, command: readCommand(pid) }
}
