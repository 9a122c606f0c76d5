import { FREEZE_PATIENCE } from '../../runtime/bounds.ts'
import { now } from '../../runtime/clock.ts'
import { findMembers, type Tree } from '../tree/members.ts'
import type { ProcessIdentity } from '../tree/process-entry.ts'
import { signalProcess } from '../tree/signals.ts'

/**
 * Stops every member where it stands, until there is none that was not told, and answers with all of them.
 * Whether they stand still is not waited for: who waits for a child of a vfork(2) that was stopped before its
 * exec cannot be stopped.
 */
export async function suspend(
  tree: Tree,
  patience: number = FREEZE_PATIENCE,
): Promise<readonly ProcessIdentity[]> {
  const told = new Map<number, ProcessIdentity>()
  const end = now() + patience
  while (now() < end) {
    const unreported = (await findMembers(tree)).filter(({ pid }) => !told.has(pid))
    if (unreported.length === 0) break
    for (const member of unreported) {
      told.set(member.pid, member)
      await signalProcess(member, 'SIGSTOP')
    }
  }
  return [...told.values()]
}

/** Lets every member go on. */
export async function resume(tree: Tree): Promise<void> {
  for (const member of await findMembers(tree)) await signalProcess(member, 'SIGCONT')
}
