import { checkOptions, either, FUNCTION, MILLISECONDS, required } from '../options/rules.ts'
import { messageOf } from '../runtime/caught-error.ts'
import { afterTimeLimit } from '../runtime/clock.ts'
import { abortable } from '../runtime/deadline.ts'
import { maskedText } from '../secrets/mask.ts'
import { concealer } from '../secrets/conceal.ts'
import type { Env } from '../options/options.ts'
import { checkCommand } from '../process/command/check-command.ts'
import { COMMAND, parseCommand, type Command } from '../process/command/command.ts'
import type { CommandExecutor } from '../command-executor.ts'
import { slowDownWhenSteady } from './slow-down.ts'
import type { ProbeContext, ProbeOptions, Readiness, Resources, Verdict } from './readiness.ts'
import { process } from '../runtime/host.ts'

const PROBE_TIMEOUT = 5_000
/** The advice in an error message, such as to install a missing program. */
const FIX = /^Fix: (.*)$/m
const COMMAND_OF = '`command` of command()'

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
  const { timeout = PROBE_TIMEOUT, interval } = options
  return {
    kind: 'command',
    interval,
    bind(context) {
      const resolved = typeof line === 'function' ? line(context.at) : line
      checkCommand(COMMAND_OF, resolved)
      return {
        goal: `make \`${maskedText(parseCommand(resolved).line)}\` exit with code 0`,
        check: slowDownWhenSteady((signal) => runOnce(resolved, context, timeout, signal)),
      }
    },
  }
}

async function runOnce(
  line: Command,
  { cwd, env, uid, gid }: ProbeContext,
  timeout: number,
  start: AbortSignal,
): Promise<Verdict> {
  const [{ CommandExecutor }, { loadExeca }] = await Promise.all([
    import('../command-executor.ts'),
    import('../runtime/spawn-child.ts'),
  ])
  // Before the time limit of the command begins.
  const spawnChild = loadExeca()
  const limit = afterTimeLimit(timeout)
  const signal = AbortSignal.any([start, limit])
  const executor = new CommandExecutor(
    line,
    { cwd, env: exactly(env), uid, gid, signal },
    spawnChild,
  )
  try {
    await executor.start()
    const { exitCode, signal: exitSignal } = await abortable(executor.waitForExit(), signal)
    if (exitCode === 0) return { ready: true }
    const last = concealer({}, executor.command)(lastLine(executor))
    return { ready: false, result: `${exitSignal ?? `exit code ${exitCode}`}${last}` }
  } catch (error) {
    if (limit.aborted) return { ready: false, result: `no answer within ${timeout} ms` }
    const message = messageOf(error)
    const advice = (): string | undefined => FIX.exec(message)?.[1]
    return { ready: false, result: message.split('\n', 1).join(''), advice }
  } finally {
    await executor.kill()
  }
}

/** Removes all inherited variables that are not part of `env`. */
function exactly(env: Env): Env {
  const inherited = Object.keys(process.env).map((name) => [name, undefined])
  return { ...Object.fromEntries(inherited), ...env }
}

function lastLine({ output }: CommandExecutor): string {
  const line = output.lines().at(-1)
  return line === undefined ? '' : `, ${line}`
}
