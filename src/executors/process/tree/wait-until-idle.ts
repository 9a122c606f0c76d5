import { now, sleep } from '../../runtime/clock.ts'
import { isBusy } from './linux.ts'
import { findMembers, type Tree } from './members.ts'

/** Milliseconds between two looks. */
const INTERVAL = 2

/**
 * Resolves when no process of a tree has anything to do: it has seen what happened to it until now, such
 * as the end of a connection. Known on Linux alone; elsewhere it resolves at once.
 *
 * @param patience milliseconds after which it resolves all the same
 */
export async function waitUntilIdle(tree: Tree, patience: number): Promise<void> {
  const end = now() + patience
  while ((await findMembers(tree)).some(({ pid }) => isBusy(pid)) && now() < end) {
    await sleep(INTERVAL)
  }
}
