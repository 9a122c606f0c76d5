import type { Env } from '../../executors/internal.ts'

/** The configuration of a server: `{ max_connections: 200 }`. */
export type Settings = Readonly<Record<string, string | number | boolean>>

/** Returns arguments of `postgres`. */
export function settingsOf(settings: Settings): string[] {
  return Object.entries(settings).flatMap(([key, value]) => [
    '-c',
    `${key}=${typeof value === 'boolean' ? (value ? 'on' : 'off') : value}`,
  ])
}

/** Removes variables that the user set for clients. `PGDATA`, for one, would name another directory. */
export function withoutOwn(env: Env = {}): Env {
  const names = ['PGDATA', 'PGPORT', 'PGHOST', 'PGUSER', 'PGDATABASE', 'PGOPTIONS']
  return { ...Object.fromEntries(names.map((name) => [name, undefined])), ...env }
}
