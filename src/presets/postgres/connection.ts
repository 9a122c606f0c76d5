import { codeOf } from '../../executors/internal.ts'
import type { Sql } from 'postgres'

/** Connections to one server, opened when they are needed and again when they were lost. */
export type Connection = Sql<Record<string, never>>

/** The codes of errors after which it is worth trying once more: the server was away. */
const LOST = /^(?:CONNECTION_|ECONNRE|EPIPE|57P0[123]|08)/

/**
 * @param most how many connections there may be at once
 * @param settings of each of them
 */
export async function connect(
  url: string,
  most = 1,
  settings: Readonly<Record<string, string>> = {},
): Promise<Connection> {
  const { default: postgres } = await import('postgres')
  return postgres(url, {
    max: most,
    prepare: false,
    fetch_types: false,
    connect_timeout: 10,
    // An idle one holds up nobody: neither the end of the worker nor that of the server.
    idle_timeout: 20,
    onnotice: () => {},
    connection: { application_name: 'vitest-mirakuru', ...settings },
  }) as Connection
}

/** Runs one statement, twice where the connection was lost in between. */
export async function run(
  connection: Connection,
  statement: string,
): Promise<readonly Record<string, unknown>[]> {
  try {
    return await connection.unsafe(statement)
  } catch (error) {
    if (!LOST.test(codeOf(error))) throw error
    return connection.unsafe(statement)
  }
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** The URL of another database of the same server. */
export function urlOf(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${encodeURIComponent(database)}`
  return url.href
}

/** What clients of libpq, and most others, take from their environment. */
export function variablesOf(url: string): Record<string, string> {
  const { hostname, port, username, password, pathname } = new URL(url)
  return {
    DATABASE_URL: url,
    PGHOST: hostname.replace(/^\[(.*)\]$/, '$1'),
    PGPORT: port || '5432',
    PGUSER: decodeURIComponent(username),
    ...(password ? { PGPASSWORD: decodeURIComponent(password) } : {}),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
  }
}
