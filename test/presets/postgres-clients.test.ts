import { execFileSync } from 'node:child_process'
import { drizzle } from 'drizzle-orm/node-postgres'
import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { Kysely, PostgresDialect } from 'kysely'
import { Client, Pool } from 'pg'
import postgresJs from 'postgres'
import { describe, expect, onTestFinished, test as base, vi } from 'vitest'
import { database, postgres } from 'vitest-mirakuru/postgres'
import { programOf } from '../support/installed.ts'
import { IMPORTS, runProject } from '../support/vitest-project.ts'

const server = postgres('pg')
const schema = database('schema', {
  on: server,
  prepare: async ({ url }: { readonly url: string }) => {
    const client = new Client(url)
    await client.connect()
    await client.query(
      `create table orders (id int, item text); insert into orders values (1, 'tea')`,
    )
    await client.end()
  },
})
const test = base
  .extend('pg', { scope: 'file' }, server)
  .extend('schema', { scope: 'file' }, schema)

const ROWS = [{ id: 1, item: 'tea' }]

/** As programs have them that are given nothing else. */
function stubEnvironment(variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  onTestFinished(() => void vi.unstubAllEnvs())
}

describe.runIf(postgres.isAvailable())('a database can be used', () => {
  test('by pg', async ({ schema }) => {
    stubEnvironment(schema.env)
    for (const client of [new Client(schema.url), new Client()]) {
      await client.connect()
      expect((await client.query('select * from orders')).rows).toEqual(ROWS)
      await client.end()
    }
  })

  test('by postgres', async ({ schema }) => {
    stubEnvironment(schema.env)
    for (const sql of [postgresJs(schema.url), postgresJs()]) {
      expect([...(await sql`select * from orders`)]).toEqual(ROWS)
      await sql.end()
    }
  })

  test('by drizzle', async ({ schema }) => {
    const orders = pgTable('orders', { id: integer(), item: text() })
    const orm = drizzle(schema.url)
    expect(await orm.select().from(orders)).toEqual(ROWS)
    await orm.$client.end()
  })

  test('by kysely', async ({ schema }) => {
    const pool = new Pool({ connectionString: schema.url })
    const builder = new Kysely<{ orders: { id: number; item: string } }>({
      dialect: new PostgresDialect({ pool }),
    })
    expect(await builder.selectFrom('orders').selectAll().execute()).toEqual(ROWS)
    await builder.destroy()
  })

  test.runIf(programOf('psql'))('by psql', ({ schema }) => {
    const select = ['-Atc', 'select * from orders']
    const options = { encoding: 'utf8', env: { ...process.env, ...schema.env } } as const
    for (const args of [select, [schema.url, ...select]]) {
      expect(execFileSync('psql', args, options)).toBe('1|tea\n')
    }
  })
})

test.runIf(postgres.isAvailable())(
  'a pool that a test forgot to close causes a warning and no delay',
  async () => {
    const spec = `${IMPORTS}
    import { Pool } from 'pg'
    import { database, postgres } from 'vitest-mirakuru/postgres'
    const pg = postgres('pg')
    const test = base.extend('pg', { scope: 'file' }, pg).extend('orders', database('orders', { on: pg }))
    const left = []
    test('forgets its pool', async ({ orders }) => {
      left.push(orders.database)
      const pool = new Pool({ connectionString: orders.url })
      pool.on('error', () => {})
      await pool.query('select 1')
    })
    test('closes its pool', async ({ orders }) => {
      left.push(orders.database)
      const pool = new Pool({ connectionString: orders.url })
      await pool.query('select 1')
      await pool.end()
    })
    test('follows', async ({ pg }) => {
      const pool = new Pool({ connectionString: pg.url })
      const find = 'select datname from pg_database where datname = any($1)'
      const names = async () => (await pool.query(find, [left])).rows
      await expect.poll(names).toEqual([])
      await pool.end()
    })`
    const run = await runProject({ 'a.spec.ts': spec })
    expect(run.output).toContain('Tests  3 passed (3)')
    const told = run.output.split('\n').filter((line) => line.includes('still open'))
    expect(told).toEqual([
      'vitest-mirakuru: the server closed 1 connection, which was still open to a database of "orders" when its scope ended. Have the test close its clients: `await pool.end()`. Otherwise a pool of pg fails the run, unless it has a listener for "error".',
    ])
  },
)
