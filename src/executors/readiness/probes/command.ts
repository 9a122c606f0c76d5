import { anySignal } from '../../runtime/abort.ts'
import type { Env } from '../../options/options.ts'
import type { Output } from '../../output/output.ts'
import { checkCommand } from '../../process/command/check-command.ts'
import type { Command } from '../../process/command/command.ts'
import { parseCommand } from '../../process/command/command-line.ts'
import { messageOf } from '../../runtime/caught-error.ts'
import { afterTimeLimit } from '../../runtime/clock.ts'
import { abortable } from '../../runtime/deadline.ts'
import { process } from '../../runtime/host.ts'
import { loadExeca } from '../../runtime/spawn-child.ts'
import { concealer } from '../../secrets/conceal.ts'
import { maskedText } from '../../secrets/mask.ts'
import { COMMAND_OF, type CommandReadiness } from '../command.ts'
import type { Probe, ProbeContext, Verdict } from '../readiness.ts'
import { slowDownWhenSteady } from '../slow-down.ts'

const PROBE_TIMEOUT = 5_000
/** The advice in an error message, such as to install a missing program. */
const FIX = /^Fix: (.*)$/m

export function bindCommand(
  { command, timeout = PROBE_TIMEOUT }: CommandReadiness,
  context: ProbeContext,
): Probe {
  const resolved = typeof command === 'function' ? command(context.at) : command
  checkCommand(COMMAND_OF, resolved)
  return {
    goal: `make \`${maskedText(parseCommand(resolved).line)}\` exit with code 0`,
    check: slowDownWhenSteady((signal) => runOnce(resolved, context, timeout, signal)),
  }
}

async function runOnce(
  line: Command,
  { cwd, env, uid, gid }: ProbeContext,
  timeout: number,
  start: AbortSignal,
): Promise<Verdict> {
  const { CommandExecutor } = await import('../../command-executor.ts')
  // Before the time limit of the command begins.
  const spawnChild = loadExeca()
  const limit = afterTimeLimit(timeout)
  const signal = anySignal([start, limit])
  const executor = new CommandExecutor(
    line,
    { cwd, env: exactly(env), uid, gid, signal },
    spawnChild,
  )
  try {
    await executor.start()
    const { exitCode, signal: exitSignal } = await abortable(executor.waitForExit(), signal)
    if (exitCode === 0) return { ready: true }
    const last = concealer({}, executor.command)(lastLine(executor.output))
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

function lastLine(output: Output): string {
  const line = output.lines().at(-1)
  return line === undefined ? '' : `, ${line}`
}
