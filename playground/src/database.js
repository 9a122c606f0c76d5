import { DatabaseError, Pool } from 'pg'

/** PostgreSQL does not answer. */
export class DatabaseAway extends Error {
  name = 'DatabaseAway'
}

/** Connections to PostgreSQL, opened when one is needed and replaced when they are lost. */
export class Database {
  #pool

  constructor(url) {
    const patience = { connectionTimeoutMillis: 1_000, query_timeout: 1_000 }
    this.#pool = new Pool({ connectionString: url, ...patience })
    // An idle connection was lost: the next query opens another.
    this.#pool.on('error', (error) => console.warn('Lost a connection:', error.message))
  }

  /** @throws {DatabaseAway} */
  async query(text, values) {
    try {
      const { rows } = await this.#pool.query(text, values)
      return rows
    } catch (error) {
      if (isRefusal(error)) throw error
      throw new DatabaseAway(`The database is away: ${error.message}`, { cause: error })
    }
  }
}

/** PostgreSQL rejects the statement. Codes of the classes 08 and 57P mean a lost connection. */
function isRefusal(error) {
  return error instanceof DatabaseError && !/^(08|57P)/.test(error.code ?? '')
}
