import { messageOf } from '../../runtime/caught-error.ts'
import { concealer } from '../../secrets/conceal.ts'
import { runCleanup, type CleanupCommand } from './cleanup-command.ts'
import { loadExeca } from '../../runtime/spawn-child.ts'
import type { Tree } from '../tree/tree.ts'
import type { ProcessIdentity } from '../tree/process-entry.ts'
import { kill } from './terminate.ts'
import type { ResolvedOptions } from '../../options/options.ts'
import type { Command } from '../command/command.ts'
import { parseCommand } from '../command/command-line.ts'
import { findProgram } from '../../runtime/lookup.ts'

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
    // It may have printed its own arguments.
    failure = concealer(command.env, command.args.join(' '))(messageOf(error))
  }
  return { failure, survivors: await kill(tree) }
}

/** Resolves everything in advance, because the guard may have to run the command. @throws LookupFailure */
export function toCleanupCommand(
  command: Command | undefined,
  settings: ResolvedOptions,
): CleanupCommand | undefined {
  if (command === undefined) return undefined
  const { cwd, env, uid, gid, groups, stopTimeout: timeout } = settings
  const [name, ...args] = parseCommand(command).parts
  return { file: findProgram(name, cwd, env['PATH']), args, cwd, env, uid, gid, groups, timeout }
}
