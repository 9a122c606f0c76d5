import { findMembers, type Tree } from './members.ts'
import { signalProcess } from './signals.ts'

/** Stops every member where it stands, until nobody is left who could start another. */
export async function freeze(tree: Tree): Promise<void> {
  for (;;) {
    const moving = (await findMembers(tree)).filter(({ state }) => state !== 'stopped')
    if (moving.length === 0) return
    for (const member of moving) await signalProcess(member, 'SIGSTOP')
  }
}

/** Lets every member go on. */
export async function thaw(tree: Tree): Promise<void> {
  for (const member of await findMembers(tree)) await signalProcess(member, 'SIGCONT')
}
