import { bare } from '../../executors/internal.ts'
import type { Sql } from 'postgres'

/** A connection to a server, opened when it is needed. */
export type Connection = Sql<Record<string, never>>

/** @param onclose called when it is closed, by whomever */
export async function connect(
  url: string,
  settings: Readonly<Record<string, string>> = {},
  onclose: () => void = () => {},
): Promise<Connection> {
  const { default: postgres } = await import('postgres')
  return postgres(url, {
    max: 1,
    prepare: false,
    fetch_types: false,
    connect_timeout: 10,
    onnotice: () => {},
    onclose,
    connection: { application_name: 'vitest-mirakuru', ...settings },
  }) as Connection
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
