import { platform } from '../../runtime/host.ts'
import type { Signal } from '../../../errors.ts'
import {
  KILL_PATIENCE,
  LEADER_PATIENCE,
  LEADER_SHARE,
  MILD_KILL_PATIENCE,
  KILL_FREEZE_PATIENCE,
} from '../../runtime/bounds.ts'
import { now, sleep, settledWithin } from '../../runtime/clock.ts'
import { ignores, keepsBlocked, readEntry } from '../tree/linux.ts'
import { suspend } from './suspend.ts'
import { findMembers } from '../tree/members.ts'
import type { Tree } from '../tree/tree.ts'
import type { ProcessEntry, ProcessIdentity } from '../tree/process-entry.ts'
import { signalGroup, signalLeader, signalProcess } from '../tree/signals.ts'
import { endOnWindows } from '../tree/windows.ts'

export interface KillSteps {
  /** Milliseconds for the whole kill. */
  readonly patience?: number
  /** Called with the members that a search found, before any of them gets a signal. */
  readonly onFound?: ((members: readonly ProcessIdentity[]) => void) | undefined
}

export interface TerminationSteps extends Pick<KillSteps, 'onFound'> {
  readonly signal: Signal
  /** Milliseconds from `signal` to `killSignal`. With 0, `signal` is never sent. */
  readonly timeout: number
  readonly killSignal: Signal
  /** Resolves when the leader has exited. */
  readonly exited: Promise<unknown>
  /** Called with the remaining members, before they are killed. */
  readonly onForce?: ((members: readonly ProcessIdentity[]) => void) | undefined
}

/** The longest pause between two searches, in milliseconds. */
const MAX_PAUSE = 25
/** The same while the leader is alive, since its exit ends the pause at once. */
const MAX_LEADER_PAUSE = 100

/**
 * Ends a tree. At first only the leader gets `signal`: many programs forward it to their children and wait,
 * and a second signal would interrupt those. After the leader has exited, its orphans get it, and then
 * theirs. The children of a process that is deaf to the signal get it, too. After a share of `timeout`, all
 * remaining members get it. No member gets it twice. After `timeout`, the rest is killed.
 *
 * @returns the processes that survived even the kill
 * @throws Error when the system refused every search up to the end
 */
export async function terminate(
  tree: Tree,
  { signal, timeout, killSignal, exited, onFound, onForce }: TerminationSteps,
): Promise<readonly ProcessIdentity[]> {
  if (platform === 'win32') return endOnWindows(tree)
  const start = now()
  const share = timeout === Infinity ? LEADER_PATIENCE : timeout * LEADER_SHARE
  tree.signalled.clear()
  let left: readonly ProcessIdentity[] | undefined
  let pause = 0
  for (let isFirst = true; now() - start < timeout; isFirst = false) {
    const isForAll = now() - start >= share
    left = await orUndefined(() => findPresent(tree))
    if (left?.length === 0) return []
    if (left) onFound?.(left)
    const due = isForAll ? left : await orUndefined(async () => nextToSignal(tree, left, signal))
    const isNew = await signalOnce(tree, due ?? [], signal)
    // The leader may wait for descendants that are still suspended.
    if (isFirst && left && left.length > 1) await orUndefined(() => resume(tree, left ?? []))

    const isLed = left?.some((member) => isLeader(tree, member)) === true
    if (isNew) pause = isLed ? MAX_PAUSE : 1
    else pause = Math.min(pause * 1.5, isLed ? MAX_LEADER_PAUSE : MAX_PAUSE)
    const pauseFor = Math.min(pause, (isForAll ? timeout : share) - (now() - start))
    if (isLed) await settledWithin(pauseFor, exited)
    else await sleep(pauseFor)
  }
  if (left && left.length > 0) onForce?.(left)
  return kill(tree, killSignal, { onFound })
}

/**
 * Kills a tree in rounds until no process is left. Returns the survivors.
 *
 * @throws Error when the system refused every search up to the end
 */
export async function kill(
  tree: Tree,
  signal: Signal = 'SIGKILL',
  { patience = KILL_PATIENCE, onFound }: KillSteps = {},
): Promise<readonly ProcessIdentity[]> {
  if (platform === 'win32') return endOnWindows(tree, patience)
  const start = now()
  for (let pause = 1; now() - start < patience; pause = Math.min(pause * 1.5, MAX_PAUSE)) {
    const left = await orUndefined(() => findPresent(tree))
    if (left?.length === 0) return []
    if (left) onFound?.(left)
    const isMild = now() - start < MILD_KILL_PATIENCE
    await orUndefined(() => signalTree(tree, left ?? [], isMild ? signal : 'SIGKILL'))
    await sleep(pause)
  }
  return findPresent(tree)
}

/**
 * One round of a kill. SIGKILL is sent in every round, any other signal only once to each member. On Windows
 * one round kills the whole tree, which can be found only while its leader is alive.
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
  // Some members can be found only through their parents, so suspend the tree while these are alive.
  const all = members.length > 1 ? await suspend(tree, KILL_FREEZE_PATIENCE) : members
  // The group first, because no member escapes it by forking.
  if (tree.leader) await signalGroup(tree.leader, signal)
  for (const member of all) await signalProcess(member, signal)
}

/** The leader, or its orphans once it has exited, and the children of those that are deaf to the signal. */
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
  // The loop also visits the children that it adds.
  for (const parent of due) {
    const children = left.filter((member) => 'parent' in member && member.parent === parent.pid)
    if (children.length > 0 && isDeaf(tree, parent, signal)) {
      for (const child of children) due.add(child)
    }
  }
  return [...due]
}

/**
 * Whether a member that was sent the signal will neither react nor forward it. One that ignores it only afterwards
 * may be forwarding it, as `timeout` of coreutils does.
 */
function isDeaf({ signalled }: Tree, member: ProcessIdentity, signal: Signal): boolean {
  const sent = signalled.get(keyOf(member, signal))
  if (!sent || platform !== 'linux') return false
  return sent.isIgnored || keepsBlocked(member.pid, signal)
}

/** Signals the members that have not had it yet. Returns whether there were any. */
async function signalOnce(
  tree: Tree,
  members: readonly ProcessIdentity[],
  signal: Signal,
): Promise<boolean> {
  const due = members.filter((member) => !tree.signalled.has(keyOf(member, signal)))
  for (const member of due) {
    const isIgnored = platform === 'linux' && ignores(member.pid, signal)
    tree.signalled.set(keyOf(member, signal), { isIgnored })
    const { leader } = tree
    const sent = await orUndefined(() =>
      leader && isLeader(tree, member)
        ? signalLeader(leader, signal)
        : signalProcess(member, signal),
    )
    if (sent === undefined) tree.signalled.delete(keyOf(member, signal))
  }
  return due.length > 0
}

async function resume(tree: Tree, members: readonly ProcessIdentity[]): Promise<void> {
  const group = tree.leader && (await signalGroup(tree.leader, 'SIGCONT')) ? tree.leader.pid : -1
  for (const member of members) {
    if (!('group' in member && member.group === group)) await signalProcess(member, 'SIGCONT')
  }
}

/** The members, plus a living leader that the search cannot see because it runs as another user. */
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

/** Returns nothing if the system refuses for now, for example without a free file descriptor. */
async function orUndefined<T>(search: () => Promise<T>): Promise<T | undefined> {
  try {
    return await search()
  } catch {
    return undefined
  }
}
