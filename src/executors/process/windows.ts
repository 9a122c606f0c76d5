import type { Tree } from './tree.ts'
import type { ProcessEntry } from './process-entry.ts'
import { KILL_PATIENCE } from '../bounds.ts'
import { ownPid, sendSignal } from '../host.ts'

/** Windows tells of groups and sessions nothing: of a tree, only the leader is known. Best effort. */
export function livingLeader({ leader }: Tree): ProcessEntry[] {
  if (!leader || leader.hasExited?.() || !exists(leader.pid)) return []
  const { pid, startTime } = leader
  return [{ pid, startTime, parent: ownPid, group: pid, session: pid, state: 'alive' }]
}

/** Through `taskkill /T /F`, since there are no signals. Answers with what survived. */
export async function endOnWindows(tree: Tree): Promise<ProcessEntry[]> {
  const members = livingLeader(tree)
  const { default: fkill } = await import('fkill')
  const pids = members.map(({ pid }) => pid)
  await fkill(pids, { force: true, tree: true, silent: true, waitForExit: KILL_PATIENCE })
  return livingLeader(tree)
}

function exists(pid: number): boolean {
  try {
    return sendSignal(pid, 0)
  } catch {
    return false
  }
}
