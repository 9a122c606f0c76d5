import { process } from '../../executors/internal.ts'
import { runnerPid } from '../../fixtures/vitest/runner-environment.ts'
import { connect, type Connection, literal, quoted, urlOf } from './connection.ts'
import type { Layer } from './layers.ts'
import { runFill } from './steps.ts'

export interface TemplateTask {
  readonly server: string
  readonly cwd: string
  readonly signal: AbortSignal
  /** What creates a database from a template. */
  readonly create: (name: string, template: string | undefined) => Promise<void>
}

/**
 * Has the template of a layer on a server. Whoever else wants the same waits for it, in whatever process; the lock
 * ends with its owner's connection.
 *
 * @throws Error that says what went wrong; then there is none.
 */
export async function ensureTemplate(
  layer: Layer,
  name: string,
  below: string | undefined,
  task: TemplateTask,
): Promise<void> {
  const connection = await connect(task.server)
  const end = (): void => void connection.end({ timeout: 0 })
  task.signal.addEventListener('abort', end, { once: true })
  try {
    if (await isWhole(connection, name)) return
    await connection.unsafe(`select pg_advisory_lock(hashtext(${literal(name)}))`)
    if (await isWhole(connection, name)) return
    await drop(connection, name)
    await make(connection, layer, name, below, task)
  } catch (error) {
    throw task.signal.aborted ? task.signal.reason : error
  } finally {
    task.signal.removeEventListener('abort', end)
    end()
  }
}

async function make(
  connection: Connection,
  layer: Layer,
  name: string,
  below: string | undefined,
  { server, cwd, signal, create }: TemplateTask,
): Promise<void> {
  try {
    await create(name, below)
    const url = urlOf(server, name)
    for (const what of ['prepare', 'seed'] as const) {
      const fill = layer[what]
      if (fill !== undefined) await runFill(fill, { what, url, cwd, signal })
    }
    // What they have left open would be in the way of copies.
    await connection.unsafe(`alter database ${quoted(name)} allow_connections false`)
    await connection.unsafe(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = ${literal(name)}`,
    )
    await connection.unsafe(
      `comment on database ${quoted(name)} is ${literal(String(runnerPid()))}`,
    )
    await connection.unsafe(`alter database ${quoted(name)} is_template true`)
  } catch (error) {
    // An abort has ended the connection.
    const other = signal.aborted ? await connect(server) : connection
    await drop(other, name).catch(() => {})
    if (other !== connection) await other.end({ timeout: 0 })
    throw error
  }
}

/** It is made a template when all is done; where all is to be made anew, only this run's counts. */
async function isWhole(connection: Connection, name: string): Promise<boolean> {
  const [found] = await connection.unsafe(
    `select shobj_description(oid, 'pg_database') as maker from pg_database where datistemplate and datname = ${literal(name)}`,
  )
  const isFresh = found?.['maker'] === String(runnerPid())
  return found !== undefined && (isFresh || !process.env['VITEST_MIRAKURU_FRESH'])
}

async function drop(connection: Connection, name: string): Promise<void> {
  const [found] = await connection.unsafe(
    `select datistemplate from pg_database where datname = ${literal(name)}`,
  )
  if (!found) return
  if (found['datistemplate'])
    await connection.unsafe(`alter database ${quoted(name)} is_template false`)
  await connection.unsafe(`drop database if exists ${quoted(name)} with (force)`)
}
