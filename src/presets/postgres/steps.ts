import {
  abortable,
  type Command,
  describeExit,
  messageOf,
  parseCommand,
  SimpleExecutor,
  isUrl,
} from '../../executors/internal.ts'
import { readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serviceEnvironment } from '../../fixtures/start/environment.ts'
import { variablesOf, withConnection } from './connection.ts'
import { type Fill, isSqlFile } from './fill.ts'
import { type Statement, statementsOf } from './statements.ts'

export interface FillTask {
  /** The name of the option in messages. */
  readonly what: string
  readonly url: string
  readonly cwd: string
  readonly signal: AbortSignal
}

/** Returns the path of the SQL file, if it is one. */
function sqlFileOf(fill: Fill, cwd: string): string | undefined {
  if (!isSqlFile(fill)) return undefined
  return isUrl(fill) ? fileURLToPath(fill) : resolve(cwd, fill)
}

/** Returns everything known that determines the result. */
export function describeFill(fill: Fill, cwd: string): unknown {
  const file = sqlFileOf(fill, cwd)
  if (file !== undefined) return ['sql', readFileSync(file, 'utf8')]
  if (typeof fill === 'function') return ['function', String(fill)]
  return ['command', parseCommand(fill as Command).parts, cwd]
}

/** @throws Error with the reason. */
export async function runFill(fill: Fill, task: FillTask): Promise<void> {
  const file = sqlFileOf(fill, task.cwd)
  if (file !== undefined) return runFile(file, task)
  if (typeof fill !== 'function') return runCommand(fill as Command, task)
  const { url, signal, what } = task
  try {
    await abortable(Promise.resolve(fill({ url, env: variablesOf(url), signal })), signal)
  } catch (error) {
    signal.throwIfAborted()
    throw new Error(`its \`${what}\` threw ${messageOf(error)}`, { cause: error })
  }
}

async function runCommand(command: Command, { what, url, cwd, signal }: FillTask): Promise<void> {
  const env = serviceEnvironment(cwd, variablesOf(url))
  const executor = new SimpleExecutor(command, { cwd, env, signal })
  try {
    await executor.start()
    const exit = await abortable(executor.waitForExit(), signal)
    if (exit.exitCode === 0) return
    await executor.kill()
    const printed = executor.output.tail().trim()
    const output = printed === '' ? 'it printed nothing' : `it printed:\n${printed}`
    throw new Error(
      `its \`${what}\`, \`${parseCommand(command).line}\`, ${describeExit(exit)}; ${output}`,
    )
  } finally {
    await executor.kill()
  }
}

async function runFile(file: string, { what, url, cwd, signal }: FillTask): Promise<void> {
  const sql = readFileSync(file, 'utf8')
  await withConnection(url, signal, async (connection) => {
    for (const statement of statementsOf(sql)) {
      const failure = (line: number, reason: string, advice = ''): string => {
        const shown = statement.text.split('\n').slice(0, SHOWN).join('\n')
        const place = `${relative(cwd, file) || file}:${line}`
        return `its \`${what}\` failed at ${place}: ${reason}\n${shown}${advice}`
      }
      if (OF_PSQL.test(statement.text)) {
        throw new Error(failure(statement.line, 'only psql understands this', USE_PSQL))
      }
      try {
        await connection.unsafe(statement.text)
      } catch (error) {
        signal.throwIfAborted()
        throw new Error(failure(lineOf(error, statement), messageOf(error)), { cause: error })
      }
    }
  })
}

/** The number of lines of a statement in an error. */
const SHOWN = 12

/** Commands of psql, and a statement whose data follow. A connection that has received such a statement is lost. */
const OF_PSQL = /^\\|^copy\s[^]*\sfrom\s+stdin\b/i
const USE_PSQL =
  '\nDump it with `pg_dump --inserts`, or give `["psql", "-v", "ON_ERROR_STOP=1", "-f", "…"]` instead.'

/** The server names the position of some errors. */
function lineOf(error: unknown, { text, line }: Statement): number {
  const { position = 1 } = error as { readonly position?: string }
  const before = text.slice(0, Math.max(Number(position) - 1, 0))
  return line + before.split('\n').length - 1
}
