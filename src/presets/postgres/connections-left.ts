import { sleep } from '../../executors/internal.ts'
import type { Ask } from './client.ts'
import { literal } from './connection.ts'

export interface Patience {
  /** The number of checks. */
  readonly checks: number
  /** Milliseconds between two. */
  readonly interval: number
}

/** Waits until a database has no connections. Resolves to the number of connections at the last check. */
export async function connectionsLeft(ask: Ask, name: string, patience: Patience): Promise<number> {
  const count = `select count(*)::int as open from pg_stat_activity where datname = ${literal(name)}`
  for (let check = 1; ; check++) {
    const [found] = await ask(count)
    const open = Number(found?.['open'] ?? 0)
    if (open === 0 || check === patience.checks) return open
    await sleep(patience.interval)
  }
}
