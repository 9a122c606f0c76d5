import { messageOf } from '../../runtime/caught-error.ts'
import { runCleanup, type CleanupCommand } from './cleanup-command.ts'
import { loadExeca } from '../../runtime/spawn-child.ts'
import type { Tree } from '../tree/tree.ts'
import type { ProcessIdentity } from '../tree/process-entry.ts'
import { kill } from './terminate.ts'

interface CleanupOutcome {
  readonly failure: string | undefined
  readonly survivors: readonly ProcessIdentity[]
}

/** Cleans up after a process tree has ended, and kills whatever the command itself left running. */
export async function cleanUpTree(command: CleanupCommand, tree: Tree): Promise<CleanupOutcome> {
  let failure: string | undefined
  try {
    await runCleanup(command, loadExeca(), tree.marker)
  } catch (error) {
    failure = messageOf(error)
  }
  return { failure, survivors: await kill(tree) }
}
