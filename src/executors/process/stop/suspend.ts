import { FREEZE_PATIENCE } from '../../runtime/bounds.ts'
import { now, sleep } from '../../runtime/clock.ts'
import { isExecuting, isBusy } from '../tree/linux.ts'
import { findMembers } from '../tree/members.ts'
import type { Tree } from '../tree/tree.ts'
import type { ProcessIdentity } from '../tree/process-entry.ts'
import { signalProcess } from '../tree/signals.ts'

/**
 * Sends SIGSTOP until every member has had it, and returns all members. It does not wait until they have
 * stopped: the parent in a vfork(2) cannot stop while its child is stopped before the exec.
 */
export async function suspend(tree: Tree, patience: number): Promise<readonly ProcessIdentity[]> {
  const signalled = new Map<number, ProcessIdentity>()
  const end = now() + patience
  while (now() < end) {
    const added = (await findMembers(tree)).filter(({ pid }) => !signalled.has(pid))
    if (added.length === 0) break
    for (const member of added) {
      signalled.set(member.pid, member)
      await signalProcess(member, 'SIGSTOP')
    }
  }
  return [...signalled.values()]
}

/** Milliseconds between two checks. */
const FREEZE_INTERVAL = 1

/**
 * Suspends a tree and waits until none of its threads executes any longer: SIGSTOP takes effect only when the
 * system schedules the process next, and its other threads go on until then. Waits only on Linux.
 */
export async function pause(tree: Tree): Promise<void> {
  const end = now() + FREEZE_PATIENCE
  while (now() < end) {
    const members = await suspend(tree, end - now())
    if (!members.some(({ pid }) => isExecuting(pid))) return
    await sleep(FREEZE_INTERVAL)
  }
}

export async function resume(tree: Tree): Promise<void> {
  for (const member of await findMembers(tree)) await signalProcess(member, 'SIGCONT')
}

/** Milliseconds between two checks. */
const IDLE_INTERVAL = 2

/**
 * Resolves when all processes of a tree are idle, so that they have handled all earlier events, such as the
 * end of a connection. Works only on Linux. Elsewhere it resolves at once.
 *
 * @param patience milliseconds after which it resolves in any case
 */
export async function waitUntilIdle(tree: Tree, patience: number): Promise<void> {
  const end = now() + patience
  while ((await findMembers(tree)).some(({ pid }) => isBusy(pid)) && now() < end) {
    await sleep(IDLE_INTERVAL)
  }
}
