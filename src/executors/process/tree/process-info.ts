import { platform } from '../../runtime/host.ts'
import { listCommands } from './darwin.ts'
import { hasProc, readCommand } from './linux.ts'
import type { ProcessEntry, ProcessInfo } from './process-entry.ts'

/** The oldest first, so that parents come before their children. */
export async function describeProcesses(entries: readonly ProcessEntry[]): Promise<ProcessInfo[]> {
  const commands =
    hasProc() || platform === 'win32'
      ? new Map(entries.map(({ pid }) => [pid, readCommand(pid)]))
      : await listCommands(entries.map(({ pid }) => pid))
  return entries
    .map(({ pid, parent }) => ({ pid, parent, command: commands.get(pid) ?? '' }))
    .toReversed()
}
