import { type Command, isUrl } from '../../executors/internal.ts'

/** The argument of a function that fills a database. */
export interface FillContext {
  /** The URL of the database. */
  readonly url: string
  /** The same as environment variables, for a command. */
  readonly env: Readonly<Record<string, string>>
  /** Aborted when the start ends. */
  readonly signal: AbortSignal
}

/** Fills a database: the path of an SQL file that ends in `.sql`, a command, or a function. */
export type Fill = Command | URL | ((at: FillContext) => unknown)

export function isSqlFile(fill: Fill): fill is string | URL {
  return isUrl(fill) || (typeof fill === 'string' && /^\S+\.sql$/i.test(fill))
}
