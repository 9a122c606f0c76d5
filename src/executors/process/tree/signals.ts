import { sendSignal } from '../../runtime/host.ts'
import { codeOf } from '../../runtime/caught-error.ts'
import type { Signal } from '../../../errors.ts'
import { isAlive } from './members.ts'
import type { ProcessIdentity } from './process-entry.ts'
import type { Leader } from './tree.ts'

type Target = ProcessIdentity & Pick<Leader, 'hasExited'>

/** Signals a process unless its pid was reused. Returns whether it received the signal. */
export async function signalProcess(target: ProcessIdentity, signal: Signal): Promise<boolean> {
  return (await isAlive(target)) && deliver(target.pid, signal)
}

/** Signals the leader, a child of this process. Its state is known without a search. */
export async function signalLeader(leader: Target, signal: Signal): Promise<boolean> {
  return (await isStill(leader)) && deliver(leader.pid, signal)
}

/** Signals the whole group at once. No member escapes by forking. */
export async function signalGroup(leader: Target, signal: Signal): Promise<boolean> {
  return (await isStill(leader)) && deliver(-leader.pid, signal)
}

/** The system does not reuse the pid of a child until its parent has reaped it. */
async function isStill(leader: Target): Promise<boolean> {
  return leader.hasExited ? !leader.hasExited() : isAlive(leader)
}

/** Sends SIGCONT as well: a stopped process handles no signal, and a check for that could come too early. */
function deliver(pid: number, signal: Signal): boolean {
  const sent = send(pid, signal)
  if (sent && signal !== 'SIGSTOP' && signal !== 'SIGCONT') send(pid, 'SIGCONT')
  return sent
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
