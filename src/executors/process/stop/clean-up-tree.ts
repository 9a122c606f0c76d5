import { messageOf } from '../../runtime/caught-error.ts'
import { runCleanup, type CleanupCommand } from './cleanup-command.ts'
import type { Tree } from '../tree/members.ts'
import type { ProcessIdentity } from '../tree/process-entry.ts'
import { kill } from './terminate.ts'

interface CleanupOutcome {
  readonly failure: string | undefined
  /** What survived. */
  readonly left: readonly ProcessIdentity[]
}

/** Cleans up after what has ended. What the command has left running is ended, too. */
export async function cleanUpTree(command: CleanupCommand, tree: Tree): Promise<CleanupOutcome> {
  let failure: string | undefined
  try {
    await runCleanup(command, tree.marker)
  } catch (error) {
    failure = messageOf(error)
  }
  return { failure, left: await kill(tree) }
}
