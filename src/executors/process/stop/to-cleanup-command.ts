import type { ResolvedOptions } from '../../options/options.ts'
import type { CleanupCommand } from './cleanup-command.ts'
import { parseCommand, type Command } from '../command/command.ts'
import { findProgram } from '../../runtime/lookup.ts'

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
