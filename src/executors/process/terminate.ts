import type { Signal } from '../../errors.ts'
import { now, pause, within } from '../clock.ts'
import { findMembers, type Tree } from './members.ts'
import type { ProcessEntry } from './process-entry.ts'
import { endOnWindows } from './windows.ts'
import { signalGroup, signalProcess } from './signals.ts'

/** How long what a SIGKILL does not end at once is waited for: uninterruptible sleep, another user. */
const KILL_PATIENCE = 5_000
/** How long a kill signal other than SIGKILL is tried before SIGKILL follows. */
const MILD_KILL_PATIENCE = 1_000

export interface Termination {
  readonly signal: Signal
  /** Milliseconds from `signal` to `killSignal`. */
  readonly timeout: number
  readonly killSignal: Signal
  /** Resolves when the leader has exited. */
  readonly exited: Promise<unknown>
}

/**
 * Ends a tree: `signal` to its group, then, when its leader has gone and left some behind, to each of
 * them; what is there after `timeout` is killed. Answers with what survived even that.
 */
export async function terminate(tree: Tree, termination: Termination): Promise<ProcessEntry[]> {
  const { signal, timeout, killSignal, exited } = termination
  if (process.platform === 'win32') return endOnWindows(tree)
  const deadline = now() + timeout
  let left = await findMembers(tree)
  if (left.length === 0) return []

  const led = tree.leader !== undefined && (await signalGroup(tree.leader, signal))
  // A leader may wait for descendants of other groups, which stand still when they were paused.
  for (const member of left) await signalProcess(member, 'SIGCONT')
  if (led) await within(timeout, exited)
  const told = new Set<number>()
  for await (const _ of ticks(deadline)) {
    left = await findMembers(tree)
    if (left.length === 0) return []
    for (const member of left) {
      const waits = led && member.pid === tree.leader?.pid
      if (waits || told.has(member.pid)) continue
      told.add(member.pid)
      await signalProcess(member, signal)
    }
  }
  return kill(tree, killSignal)
}

/** Ends a tree by force, again and again until nothing of it is left. Answers with what survived. */
export async function kill(tree: Tree, signal: Signal = 'SIGKILL'): Promise<ProcessEntry[]> {
  if (process.platform === 'win32') return endOnWindows(tree)
  const start = now()
  let left: ProcessEntry[] = []
  for await (const _ of ticks(start + KILL_PATIENCE)) {
    left = await findMembers(tree)
    if (left.length === 0) return []
    const mild = now() - start < MILD_KILL_PATIENCE
    await strike(tree, left, mild ? signal : 'SIGKILL')
  }
  return left
}

/** One round of a kill: the group first, which no fork escapes, then each member by itself, frozen. */
export async function strike(
  tree: Tree,
  members: readonly ProcessEntry[],
  signal: Signal,
): Promise<void> {
  if (tree.leader) await signalGroup(tree.leader, signal)
  if (signal === 'SIGKILL' && members.length > 1) {
    for (const member of members) await signalProcess(member, 'SIGSTOP')
  }
  for (const member of members) await signalProcess(member, signal)
}

/** Turns that start close together, 1 ms, and grow apart to 25 ms; the first at once, none after the deadline. */
async function* ticks(deadline: number): AsyncGenerator<void> {
  for (let gap = 1; ; gap = Math.min(gap * 1.5, 25)) {
    yield
    const remaining = deadline - now()
    if (remaining <= 0) return
    await pause(Math.min(gap, remaining))
  }
}
