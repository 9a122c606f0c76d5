import { URL } from 'node:url'
import { bare } from '../../executors/internal.ts'
import type postgres from 'postgres'
import type { Sql } from 'postgres'

/** A connection to a server. It opens at the first statement. */
export type Connection = Sql<Record<string, never>>

/** @param onclose called when either side closes the connection */
export async function connect(url: string, onclose: () => void = () => {}): Promise<Connection> {
  const { default: client } = await loadClient()
  return client(url, {
    max: 1,
    prepare: false,
    fetch_types: false,
    connect_timeout: 10,
    onnotice: () => {},
    onclose,
    connection: { application_name: 'vitest-mirakuru' },
  }) as Connection
}

/** Uses a connection, which ends with its use, or earlier when the signal aborts. */
export async function withConnection<T>(
  url: string,
  signal: AbortSignal,
  use: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect(url)
  const end = (): void => void connection.end({ timeout: 0 })
  signal.addEventListener('abort', end, { once: true })
  try {
    return await use(connection)
  } finally {
    signal.removeEventListener('abort', end)
    end()
  }
}

export function loadClient(): Promise<{ readonly default: typeof postgres }> {
  return import('postgres')
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** Returns the URL of another database on the same server. */
export function urlOf(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${encodeURIComponent(database)}`
  return url.href
}

/** Returns the environment variables that libpq and most other clients read. */
export function variablesOf(url: string): Record<string, string> {
  const parsed = new URL(url)
  const { port, username, password, pathname } = parsed
  return {
    DATABASE_URL: url,
    PGHOST: bare(parsed),
    PGPORT: port || '5432',
    PGUSER: decodeURIComponent(username),
    ...(password ? { PGPASSWORD: decodeURIComponent(password) } : {}),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
  }
}
