import { messageOf } from '../../runtime/caught-error.ts'
import { now, sleep } from '../../runtime/clock.ts'
import { EXIT_PATIENCE, KILL_PATIENCE } from '../../runtime/bounds.ts'
import { ownPid, sendSignal } from '../../runtime/host.ts'
import type { ProcessEntry } from './process-entry.ts'
import type { Tree } from './tree.ts'

/** Milliseconds between two looks at whether the end of the leader has been heard of. */
const INTERVAL = 5

/**
 * Windows knows no groups and sessions: of a tree, only the leader is known. It lives until its parent, this
 * process, hears of its end: before that nobody else can have its pid, and later anybody may.
 */
export function livingLeader({ leader }: Tree): ProcessEntry[] {
  if (!leader?.hasExited || leader.hasExited()) return []
  const { pid, startTime } = leader
  return [{ pid, startTime, parent: ownPid, group: pid, session: pid, state: 'alive' }]
}

/**
 * Ends a tree through `taskkill /T /F`, since there are no signals. Answers with what survived. Where
 * `taskkill` fails, at least the leader is ended, and `tree.trouble` tells of it.
 */
export async function endOnWindows(
  tree: Tree,
  patience: number = KILL_PATIENCE,
): Promise<ProcessEntry[]> {
  tree.trouble = undefined
  const [leader] = livingLeader(tree)
  const failure = leader && (await killTree(leader.pid))
  const start = now()
  if (leader && failure !== undefined) {
    tree.trouble = `what it has started may live on: ${failure}`
    await waitUntilGone(tree, start + EXIT_PATIENCE)
    if (livingLeader(tree).length > 0) endAlone(leader)
  }
  await waitUntilGone(tree, start + patience)
  const left = livingLeader(tree)
  tree.isProven = left.length === 0
  return left
}

async function waitUntilGone(tree: Tree, end: number): Promise<void> {
  while (livingLeader(tree).length > 0 && now() < end) await sleep(INTERVAL)
}

/** Ends a process and what it has started. Answers with why that has failed, if it has. */
export async function killTree(pid: number): Promise<string | undefined> {
  try {
    const { default: fkill } = await import('fkill')
    await fkill(pid, { force: true, tree: true })
    return undefined
  } catch (error) {
    const { errors = [] } = Object(error) as { readonly errors?: readonly unknown[] }
    return [messageOf(error), ...errors.map(messageOf)].join(': ')
  }
}

function endAlone({ pid }: ProcessEntry): void {
  try {
    sendSignal(pid, 'SIGKILL')
  } catch {
    // It is among those that are left.
  }
}
