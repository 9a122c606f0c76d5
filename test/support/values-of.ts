import { connect } from '../../src/presets/postgres/connection.ts'

/** Runs a statement on a connection of its own. Resolves to the first value of each row. */
export async function valuesOf(url: string, statement: string): Promise<unknown[]> {
  const connection = await connect(url)
  try {
    return (await connection.unsafe(statement)).map((row) => Object.values(row)[0])
  } finally {
    await connection.end({ timeout: 1 })
  }
}
