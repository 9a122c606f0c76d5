import { platform } from '../../runtime/host.ts'
import type { Signal } from '../../../errors.ts'
import {
  KILL_PATIENCE,
  LEADER_PATIENCE,
  LEADER_SHARE,
  MILD_KILL_PATIENCE,
  STRIKE_FREEZE_PATIENCE,
} from '../../runtime/bounds.ts'
import { now, sleep, settledWithin } from '../../runtime/clock.ts'
import { isDeafTo, readEntry } from '../tree/linux.ts'
import { suspend } from './suspend.ts'
import { findMembers, type Tree } from '../tree/members.ts'
import type { ProcessEntry, ProcessIdentity } from '../tree/process-entry.ts'
import { signalGroup, signalLeader, signalProcess } from '../tree/signals.ts'
import { endOnWindows } from '../tree/windows.ts'

export interface Killing {
  /** Milliseconds for all of it. */
  readonly patience?: number
  /** Called with what a search has found, before any of them is signalled. */
  readonly onFound?: ((members: readonly ProcessIdentity[]) => void) | undefined
}

export interface Termination extends Pick<Killing, 'onFound'> {
  readonly signal: Signal
  /** Milliseconds from `signal` to `killSignal`; with 0 there is no `signal` at all. */
  readonly timeout: number
  readonly killSignal: Signal
  /** Resolves when the leader has exited. */
  readonly exited: Promise<unknown>
  /** Called with those that have to be killed, before they are. */
  readonly onForce?: ((members: readonly ProcessIdentity[]) => void) | undefined
}

/** The longest pause between two searches, while others than the leader are waited for. */
const LONGEST_GAP = 25
/** The same while the leader is waited for, whose end is heard of at once. */
const LEADER_GAP = 100

/**
 * Ends a tree. `signal` goes to the leader alone at first, since programs that start others often hand it on
 * and wait for them, and a second one would cut these off. When the leader has left, its orphans get it, and
 * theirs after them; so do the children of one that is deaf to it. At a share of `timeout` it goes to every member that has not had it, and nobody ever
 * gets it twice. What is there after `timeout` is killed.
 *
 * @returns what survived even that
 * @throws Error when the system has refused to be searched until the end
 */
export async function terminate(
  tree: Tree,
  { signal, timeout, killSignal, exited, onFound, onForce }: Termination,
): Promise<readonly ProcessIdentity[]> {
  if (platform === 'win32') return endOnWindows(tree)
  const start = now()
  const share = timeout === Infinity ? LEADER_PATIENCE : timeout * LEADER_SHARE
  tree.signalled.clear()
  let left: readonly ProcessIdentity[] | undefined
  let gap = 0
  for (let isFirst = true; now() - start < timeout; isFirst = false) {
    const isForAll = now() - start >= share
    left = await orUndefined(() => findPresent(tree))
    if (left?.length === 0) return []
    if (left) onFound?.(left)
    const due = isForAll ? left : await orUndefined(async () => nextToSignal(tree, left, signal))
    const isNew = await signalOnce(tree, due ?? [], signal)
    // A leader may wait for descendants that stand still when they were paused.
    if (isFirst && left && left.length > 1) await orUndefined(() => resume(tree, left ?? []))

    const isLed = left?.some((member) => isLeader(tree, member)) === true
    // The end of the leader is heard of at once.
    if (isNew) gap = isLed ? LONGEST_GAP : 1
    else gap = Math.min(gap * 1.5, isLed ? LEADER_GAP : LONGEST_GAP)
    const pauseFor = Math.min(gap, (isForAll ? timeout : share) - (now() - start))
    if (isLed) await settledWithin(pauseFor, exited)
    else await sleep(pauseFor)
  }
  if (left && left.length > 0) onForce?.(left)
  return kill(tree, killSignal, { onFound })
}

/**
 * Ends a tree by force, again and again until nothing of it is left. Answers with what survived.
 *
 * @throws Error when the system has refused to be searched until the end
 */
export async function kill(
  tree: Tree,
  signal: Signal = 'SIGKILL',
  { patience = KILL_PATIENCE, onFound }: Killing = {},
): Promise<readonly ProcessIdentity[]> {
  if (platform === 'win32') return endOnWindows(tree, patience)
  const start = now()
  for (let gap = 1; now() - start < patience; gap = Math.min(gap * 1.5, LONGEST_GAP)) {
    const left = await orUndefined(() => findPresent(tree))
    if (left?.length === 0) return []
    if (left) onFound?.(left)
    const isMild = now() - start < MILD_KILL_PATIENCE
    await orUndefined(() => signalTree(tree, left ?? [], isMild ? signal : 'SIGKILL'))
    await sleep(gap)
  }
  return findPresent(tree)
}

/**
 * One round of a kill: of SIGKILL as often as it takes, of any other signal once for each. On Windows, where a
 * tree can be found only as long as its leader lives, all of it.
 */
export async function signalTree(
  tree: Tree,
  members: readonly ProcessIdentity[],
  signal: Signal,
): Promise<void> {
  if (platform === 'win32') {
    await endOnWindows(tree)
    return
  }
  if (signal !== 'SIGKILL') {
    await signalOnce(tree, members.length > 0 || !tree.leader ? members : [tree.leader], signal)
    return
  }
  // While the parents are there that lead to members that nothing else tells of.
  const all = members.length > 1 ? await suspend(tree, STRIKE_FREEZE_PATIENCE) : members
  // The group first, which no fork escapes.
  if (tree.leader) await signalGroup(tree.leader, signal)
  for (const member of all) await signalProcess(member, signal)
}

/**
 * Who is to be signalled now: the leader, or those that it left behind; and what these have started only where
 * they are deaf to the signal.
 */
function nextToSignal(
  tree: Tree,
  left: readonly (ProcessIdentity | ProcessEntry)[] | undefined,
  signal: Signal,
): readonly ProcessIdentity[] {
  if (!left) return tree.leader ? [tree.leader] : []
  const pids = new Set(left.map(({ pid }) => pid))
  const leader = left.filter((member) => isLeader(tree, member))
  const orphans = left.filter((member) => !('parent' in member && pids.has(member.parent)))
  const due = new Set(leader.length > 0 ? leader : orphans)
  // What is added meanwhile is looked at, too.
  for (const parent of due) {
    const children = left.filter((member) => 'parent' in member && member.parent === parent.pid)
    const mayPass = children.length > 0 && tree.signalled.has(keyOf(parent, signal))
    if (mayPass && isDeaf(parent, signal)) for (const child of children) due.add(child)
  }
  return [...due]
}

function isDeaf({ pid }: ProcessIdentity, signal: Signal): boolean {
  return platform === 'linux' && isDeafTo(pid, signal)
}

/** Signals those that have not had it yet. Answers whether there were any. */
async function signalOnce(
  tree: Tree,
  members: readonly ProcessIdentity[],
  signal: Signal,
): Promise<boolean> {
  const unreported = members.filter((member) => !tree.signalled.has(keyOf(member, signal)))
  for (const member of unreported) {
    tree.signalled.add(keyOf(member, signal))
    const { leader } = tree
    const sent = await orUndefined(() =>
      leader && isLeader(tree, member)
        ? signalLeader(leader, signal)
        : signalProcess(member, signal),
    )
    if (sent === undefined) tree.signalled.delete(keyOf(member, signal))
  }
  return unreported.length > 0
}

async function resume(tree: Tree, members: readonly ProcessIdentity[]): Promise<void> {
  const group = tree.leader && (await signalGroup(tree.leader, 'SIGCONT')) ? tree.leader.pid : -1
  for (const member of members) {
    if (!('group' in member && member.group === group)) await signalProcess(member, 'SIGCONT')
  }
}

/** The members, and a leader that may not be seen, as another user's: its parent is told when it ends. */
async function findPresent(tree: Tree): Promise<readonly ProcessIdentity[]> {
  const members = await findMembers(tree)
  const { leader } = tree
  if (!leader?.hasExited || leader.hasExited()) return members
  if (members.some((member) => isLeader(tree, member))) return members
  return platform === 'linux' && !readEntry(leader.pid) ? [leader, ...members] : members
}

function isLeader({ leader }: Tree, { pid, startTime }: ProcessIdentity): boolean {
  return pid === leader?.pid && startTime === leader.startTime
}

function keyOf({ pid, startTime }: ProcessIdentity, signal: Signal): string {
  return `${signal} ${pid} ${startTime}`
}

/** The answer, or nothing where the system refuses it for now, as without a free descriptor. */
async function orUndefined<T>(search: () => Promise<T>): Promise<T | undefined> {
  try {
    return await search()
  } catch {
    return undefined
  }
}
