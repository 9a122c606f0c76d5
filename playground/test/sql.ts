import { Client } from 'pg'

/** Runs one statement on its own connection. */
export async function rowsOf(url: string, statement: string): Promise<object[]> {
  const client = new Client(url)
  await client.connect()
  try {
    const { rows } = await client.query<object>(statement)
    return rows
  } finally {
    await client.end()
  }
}
