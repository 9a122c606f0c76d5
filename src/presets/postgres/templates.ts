import { abortable, process, settledWithin } from '../../executors/internal.ts'
import { runnerPid } from '../../fixtures/vitest/runner-environment.ts'
import { ANSWERS } from './bounds.ts'
import type { Ask } from './client.ts'
import { connect, type Connection, literal, quoted, urlOf, withConnection } from './connection.ts'
import { connectionsLeft } from './connections-left.ts'
import { folderOf } from '../../fixtures/declaration/sources.ts'
import type { Layer } from './layers.ts'
import { runFill } from './steps.ts'

/** For connections to end. `create database` would itself check only every 100 ms. */
const ENDING = { checks: 500, interval: 2 }

export interface TemplateTask {
  readonly server: string
  /** The root of the project. */
  readonly root: string
  readonly signal: AbortSignal
  /** Creates a database from a template. */
  readonly create: (name: string, template: string | undefined) => Promise<void>
}

/**
 * Makes the template of a layer, unless the server has it. Other processes that need the same one wait for it. The
 * lock ends with the connection of its owner.
 *
 * @throws Error with the reason; no template is left then.
 */
export async function ensureTemplate(
  layer: Layer,
  name: string,
  below: string | undefined,
  task: TemplateTask,
): Promise<void> {
  const { server, signal } = task
  try {
    await withConnection(server, signal, async (connection) => {
      const ask = askOn(connection)
      await ask(`select pg_advisory_lock(hashtext(${literal(name)}))`)
      if (await isWhole(ask, name)) return
      await drop(ask, name)
      await make(ask, layer, name, below, task)
    })
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  }
}

function askOn(connection: Connection): Ask {
  return (statement) => connection.unsafe(statement)
}

async function make(
  ask: Ask,
  layer: Layer,
  name: string,
  below: string | undefined,
  { server, root, signal, create }: TemplateTask,
): Promise<void> {
  const created = create(name, below)
  try {
    await abortable(created, signal)
    const url = urlOf(server, name)
    const cwd = folderOf(layer, root)
    for (const what of ['prepare', 'seed'] as const) {
      const fill = layer[what]
      if (fill !== undefined) await runFill(fill, { what, url, cwd, signal })
    }
    await close(ask, name)
    await ask(`comment on database ${quoted(name)} is ${literal(String(runnerPid()))}`)
    await ask(`alter database ${quoted(name)} is_template true`)
  } catch (error) {
    if (signal.aborted) await settledWithin(ANSWERS, dropOnNewConnection(server, name, created))
    else await drop(ask, name).catch(() => {})
    throw error
  }
}

/** Drops a template whose connection was closed. If the server hangs, this lasts until the server is killed. */
async function dropOnNewConnection(
  server: string,
  name: string,
  created: Promise<void>,
): Promise<void> {
  await created.catch(() => {})
  const connection = await connect(server)
  await drop(askOn(connection), name).catch(() => {})
  await connection.end({ timeout: 0 })
}

/** A template is marked when it is complete. With `VITEST_MIRAKURU_FRESH`, only those of this run count. */
export async function isWhole(ask: Ask, name: string): Promise<boolean> {
  const [found] = await ask(
    `select shobj_description(oid, 'pg_database') as maker from pg_database where datistemplate and datname = ${literal(name)}`,
  )
  const isFresh = found?.['maker'] === String(runnerPid())
  return found !== undefined && (isFresh || !process.env['VITEST_MIRAKURU_FRESH'])
}

async function drop(ask: Ask, name: string): Promise<void> {
  const [found] = await ask(
    `select datistemplate from pg_database where datname = ${literal(name)}`,
  )
  if (!found) return
  if (found['datistemplate']) await ask(`alter database ${quoted(name)} is_template false`)
  await ask(`drop database if exists ${quoted(name)} with (force)`)
}

/** Ends all connections to a database, and allows no more: PostgreSQL does not copy a database that has any. */
async function close(ask: Ask, name: string): Promise<void> {
  await ask(`alter database ${quoted(name)} allow_connections false`)
  await ask(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = ${literal(name)}`,
  )
  await connectionsLeft(ask, name, ENDING)
}

/**
 * Makes the server write its catalog cache into a template. Copies then have the cache, so the first connection to each
 * takes a quarter less time. The server removes it when it starts.
 */
export async function primeTemplate(ask: Ask, server: string, name: string): Promise<void> {
  const [found] = await ask(
    `select (pg_stat_file('base/' || oid || '/pg_internal.init', true)).size from pg_database where datname = ${literal(name)}`,
  )
  if (!found || found['size'] !== null) return
  try {
    await ask(`alter database ${quoted(name)} allow_connections true`)
    const connection = await connect(urlOf(server, name))
    try {
      await connection.unsafe('select 1')
    } finally {
      await connection.end({ timeout: 1 })
    }
  } finally {
    await close(ask, name)
  }
}
