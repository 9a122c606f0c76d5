import { FREEZE_PATIENCE } from '../bounds.ts'
import { now } from '../clock.ts'
import { findMembers, type Tree } from './members.ts'
import { signalProcess } from './signals.ts'

/**
 * Stops every member where it stands, until there is none that was not told. Whether they stand still is
 * not waited for: who waits for a child of a vfork(2) that was stopped before its exec cannot be stopped.
 */
export async function freeze(tree: Tree): Promise<void> {
  const told = new Set<number>()
  const end = now() + FREEZE_PATIENCE
  while (now() < end) {
    const untold = (await findMembers(tree)).filter(({ pid }) => !told.has(pid))
    if (untold.length === 0) return
    for (const member of untold) {
      told.add(member.pid)
      await signalProcess(member, 'SIGSTOP')
    }
  }
}

/** Lets every member go on. */
export async function thaw(tree: Tree): Promise<void> {
  for (const member of await findMembers(tree)) await signalProcess(member, 'SIGCONT')
}
