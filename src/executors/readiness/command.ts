import { checkOptions, either, FUNCTION, MILLISECONDS, required } from '../options/rules.ts'
import { checkCommand } from '../process/command/check-command.ts'
import { COMMAND, type Command } from '../process/command/command.ts'
import type { ProbeOptions, Readiness, Resources } from './readiness.ts'

export const COMMAND_OF = '`command` of command()'

export interface CommandReadiness extends Readiness {
  readonly kind: 'command'
  readonly command: Command | ((at: Resources) => Command)
  readonly timeout: number | undefined
}

/**
 * Ready when a command exits with code 0. The command runs in the directory and environment of the service
 * and as its user. Each run may take 5000 ms, unless `timeout` is set.
 *
 * @throws TypeError when the command or an option is invalid
 *
 * @example
 * ready: command(({ port }) => ['pg_isready', '--port', port])
 */
export function command(
  line: Command | ((at: Resources) => Command),
  options: ProbeOptions = {},
): Readiness {
  checkOptions({ command: line }, { command: required(either(COMMAND, FUNCTION)) }, 'command()')
  if (typeof line !== 'function') checkCommand(COMMAND_OF, line)
  checkOptions(options, { timeout: MILLISECONDS, interval: MILLISECONDS }, 'command()')
  const { timeout, interval } = options
  const check: CommandReadiness = { kind: 'command', interval, command: line, timeout }
  return check
}
