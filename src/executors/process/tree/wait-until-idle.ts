import { now, sleep } from '../../runtime/clock.ts'
import { isBusy } from './linux.ts'
import { findMembers } from './members.ts'
import type { Tree } from './tree.ts'

/** Milliseconds between two checks. */
const INTERVAL = 2

/**
 * Resolves when all processes of a tree are idle, so that they have handled all earlier events, such as the
 * end of a connection. Works only on Linux. Elsewhere it resolves at once.
 *
 * @param patience milliseconds after which it resolves in any case
 */
export async function waitUntilIdle(tree: Tree, patience: number): Promise<void> {
  const end = now() + patience
  while ((await findMembers(tree)).some(({ pid }) => isBusy(pid)) && now() < end) {
    await sleep(INTERVAL)
  }
}
