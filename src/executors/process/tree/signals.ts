import { sendSignal } from '../../runtime/host.ts'
import { codeOf } from '../../runtime/caught-error.ts'
import type { Signal } from '../../../errors.ts'
import { isAlive } from './members.ts'
import type { ProcessIdentity } from './process-entry.ts'
import type { Leader } from './tree.ts'

type Target = ProcessIdentity & Pick<Leader, 'hasExited'>

/**
 * Signals one process, if it is still the one that was found. Answers whether it was there and took it.
 */
export async function signalProcess(target: ProcessIdentity, signal: Signal): Promise<boolean> {
  return (await isAlive(target)) && deliver(target.pid, signal)
}

/** Signals the process that was started, for which the system need not be searched. */
export async function signalLeader(leader: Target, signal: Signal): Promise<boolean> {
  return (await isStill(leader)) && deliver(leader.pid, signal)
}

/** Signals a whole group at once, which no member escapes by forking. */
export async function signalGroup(leader: Target, signal: Signal): Promise<boolean> {
  return (await isStill(leader)) && deliver(-leader.pid, signal)
}

/** The pid of a child is nobody else's until its parent has heard of its end. */
async function isStill(leader: Target): Promise<boolean> {
  return leader.hasExited ? !leader.hasExited() : isAlive(leader)
}

/** A stopped process acts on a signal only when it goes on; whether it is one may show too late. */
function deliver(pid: number, signal: Signal): boolean {
  const taken = send(pid, signal)
  if (taken && signal !== 'SIGSTOP' && signal !== 'SIGCONT') send(pid, 'SIGCONT')
  return taken
}

function send(pid: number, signal: Signal): boolean {
  try {
    sendSignal(pid, signal)
    return true
  } catch (error) {
    if (['ESRCH', 'EPERM'].includes(codeOf(error))) return false
    throw error
  }
}
