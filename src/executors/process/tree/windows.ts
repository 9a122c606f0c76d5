import { messageOf } from '../../runtime/caught-error.ts'
import { settledWithin, now, sleep } from '../../runtime/clock.ts'
import { EXIT_PATIENCE, KILL_PATIENCE, TASKKILL_PATIENCE } from '../../runtime/bounds.ts'
import { ownPid, sendSignal } from '../../runtime/host.ts'
import type { ProcessEntry } from './process-entry.ts'
import type { Tree } from './tree.ts'

/** Milliseconds between two checks for the exit of the leader. */
const INTERVAL = 5

/**
 * Windows has no process groups or sessions, so the leader is the only known member of a tree. It counts as
 * alive until its parent, this process, learns of its exit. Until then nobody else can have its pid.
 */
export function livingLeader({ leader }: Tree): ProcessEntry[] {
  if (!leader?.hasExited || leader.hasExited()) return []
  const { pid, startTime } = leader
  return [{ pid, startTime, parent: ownPid, group: pid, session: pid, state: 'alive' }]
}

/**
 * Kills a tree with `taskkill /T /F`, because Windows has no signals. Returns the survivors. If `taskkill`
 * fails, it kills the leader alone and describes the failure in `tree.trouble`.
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
    tree.trouble = `its child processes may still be running: ${failure}`
    await waitUntilGone(tree, start + EXIT_PATIENCE)
    if (livingLeader(tree).length > 0) killProcess(leader)
  }
  await waitUntilGone(tree, start + patience)
  const left = livingLeader(tree)
  tree.isProven = left.length === 0
  return left
}

async function waitUntilGone(tree: Tree, end: number): Promise<void> {
  while (livingLeader(tree).length > 0 && now() < end) await sleep(INTERVAL)
}

/** Kills a process and its descendants. Returns the reason if that failed. */
export async function killTree(pid: number): Promise<string | undefined> {
  try {
    const { default: fkill } = await import('fkill')
    const killing = fkill(pid, { force: true, tree: true })
    if (!(await settledWithin(TASKKILL_PATIENCE, killing)))
      return `taskkill did not end within ${TASKKILL_PATIENCE} ms`
    await killing
    return undefined
  } catch (error) {
    const { errors = [] } = Object(error) as { readonly errors?: readonly unknown[] }
    return [messageOf(error), ...errors.map(messageOf)].join(': ')
  }
}

function killProcess({ pid }: ProcessEntry): void {
  try {
    sendSignal(pid, 'SIGKILL')
  } catch {
    // The caller reports it as a survivor.
  }
}
