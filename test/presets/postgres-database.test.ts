import { readFileSync, writeFileSync, appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test as base } from 'vitest'
import { database, postgres, type Database } from 'vitest-mirakuru/postgres'
import { connect } from '../../src/presets/postgres/connection.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { valuesOf } from '../support/values-of.ts'

const SQL = fileURLToPath(new URL('../processes/migrates.sql', import.meta.url))
// It would connect to templates, too.
const server = postgres('pg', { settings: { autovacuum: false } })
const schema = database('schema', { on: server, prepare: SQL })
const orders = database('orders', {
  from: schema,
  seed: async ({ url }: { url: string }) =>
    void (await valuesOf(url, `insert into orders (item) values ('soup')`)),
})
const blank = database('blank', { on: server })
const again = database('again', { from: schema })

/** The names of databases whose tests are over. */
const used = new Set<string>()

const ITEMS = 'select item from orders order by id'

const test = base
  .extend('pg', { scope: 'file' }, server)
  .extend('schema', schema)
  .extend('orders', orders)
  .extend('blank', blank)
  .extend('ofFile', { scope: 'file' }, database('of-file', { from: schema }))
  .extend('make', async ({ pg, task, signal }, { onCleanup }) => {
    const cleanups: (() => Promise<void>)[] = []
    onCleanup(async () => void (await Promise.all(cleanups.map((end) => end()))))
    return (fixture: typeof blank): Promise<Database> =>
      fixture({ pg, task, signal }, { onCleanup: (end) => void cleanups.push(end) })
  })

describe.runIf(postgres.isAvailable())('a database', () => {
  test.for(['first', 'second', 'third', 'fourth'])(
    'belongs to one test: the %s',
    async (name, { schema }) => {
      expect(await valuesOf(schema.url, ITEMS)).toEqual(['tea; with milk', 'cake'])
      expect(await valuesOf(schema.url, 'select newest()')).toEqual(['tea; with milk'])
      await valuesOf(schema.url, `update orders set item = '${name}'`)
      used.add(schema.database)
    },
  )

  test.concurrent.for([1, 2, 3, 4, 5, 6])(
    'belongs to one concurrent test: %i',
    async (number, { schema, expect }) => {
      await valuesOf(schema.url, `insert into orders (item) values ('${number}')`)
      expect(await valuesOf(schema.url, ITEMS)).toEqual(['tea; with milk', 'cake', String(number)])
      used.add(schema.database)
    },
  )

  test('is a copy of a template that has a catalog cache and cannot be changed', async ({ pg }) => {
    const cached = `select (pg_stat_file('base/' || oid || '/pg_internal.init', true)).size > 0, * from pg_database where datname`
    await expect.poll(() => valuesOf(pg.url, `${cached} like 'template_schema%'`)).toEqual([true])
    const open = `select datallowconn from pg_database where datname like 'template_schema%'`
    await expect.poll(() => valuesOf(pg.url, open)).toEqual([false])
  })

  test('is a new one for a retry', { retry: 1 }, async ({ schema, task }) => {
    expect(await valuesOf(schema.url, ITEMS)).toHaveLength(2)
    await valuesOf(schema.url, 'delete from orders')
    used.add(schema.database)
    if (task.result?.retryCount === 0) throw new Error('again')
  })

  test('belongs to a file, and can be reset', async ({ ofFile }) => {
    await valuesOf(ofFile.url, 'drop table orders')
    await ofFile.reset()
    expect(await valuesOf(ofFile.url, ITEMS)).toEqual(['tea; with milk', 'cake'])
    await valuesOf(ofFile.url, 'delete from orders')
  })

  test('still belongs to the file', async ({ ofFile }) => {
    expect(await valuesOf(ofFile.url, ITEMS)).toEqual([])
  })

  test('may build on another database', async ({ orders, blank }) => {
    expect(await valuesOf(orders.url, ITEMS)).toEqual(['tea; with milk', 'cake', 'soup'])
    await expect(valuesOf(blank.url, ITEMS)).rejects.toThrow(/does not exist/)
    await blank.reset()
  })

  test('has a URL and variables for clients', async ({ pg, schema }) => {
    expect(schema.database).toMatch(/^schema_[\da-f]{10}$/)
    expect(schema.url).toBe(`postgres://postgres@127.0.0.1:${pg.port}/${schema.database}`)
    expect(schema.env).toEqual({
      DATABASE_URL: schema.url,
      PGHOST: '127.0.0.1',
      PGPORT: String(pg.port),
      PGUSER: 'postgres',
      PGDATABASE: schema.database,
    })
    expect(schema.port).toBe(pg.port)
  })

  test('outlives a restart of the server, which makes new ones after that', async ({
    pg,
    schema,
    make,
  }) => {
    await valuesOf(schema.url, 'delete from orders')
    await pg.restart()
    expect(await valuesOf(schema.url, ITEMS)).toEqual([])
    await pg.stopped(async () => {})
    const another = await make(again)
    expect(await valuesOf(another.url, ITEMS)).toHaveLength(2)
  })

  test('survives a crash of the server, which makes new ones after that', async ({
    pg,
    schema,
    make,
  }) => {
    await valuesOf(schema.url, 'delete from orders')
    await pg.kill()
    await pg.start()
    expect(await valuesOf(schema.url, ITEMS)).toEqual([])
    await schema.reset()
    for (const one of [await make(again), schema]) {
      expect(await valuesOf(one.url, ITEMS)).toHaveLength(2)
    }
  })

  test('is reset while clients are connected, even by concurrent calls', async ({ schema }) => {
    const client = await connect(schema.url)
    await client.unsafe('delete from orders')
    await Promise.all([schema.reset(), schema.reset()])
    expect(await valuesOf(schema.url, ITEMS)).toHaveLength(2)
    await client.end({ timeout: 0 })
  })

  test('is dropped when its scope is over', async ({ pg }) => {
    expect(used.size).toBeGreaterThan(9)
    const list = [...used].map((name) => `'${name}'`).join()
    const names = `select datname from pg_database where datname in (${list})`
    await expect.poll(() => valuesOf(pg.url, names)).toEqual([])
  })

  test('is filled by a command, and again after an input has changed', async ({ make }) => {
    const cwd = await temporaryDirectory()
    const journal = join(cwd, 'journal')
    writeFileSync(join(cwd, 'a.sql'), 'create table a ()')
    const prepare = [
      'sh',
      '-c',
      `psql -q -v ON_ERROR_STOP=1 -f a.sql && echo "$PGDATABASE" >> journal`,
    ]
    const declare = () => database('by-command', { on: server, prepare, inputs: ['*.sql'], cwd })
    const one = declare()
    await make(one)
    await make(one)
    await make(declare())
    expect(readFileSync(journal, 'utf8').trim().split('\n')).toHaveLength(1)
    appendFileSync(join(cwd, 'a.sql'), '; create table b ()')
    const { url } = await make(declare())
    expect(readFileSync(journal, 'utf8').trim().split('\n')).toHaveLength(2)
    await valuesOf(url, 'select * from b')
  })

  test('may have its server under another name', async ({ pg, task, signal }) => {
    const named = database('named', { on: { db: server }, prepare: SQL })
    const above = database('above', { from: named })
    expect(String(above)).toContain('({ db })')
    const { url } = await above(
      { db: pg, task, signal },
      {
        onCleanup: (end) => onTestFinished(end),
      },
    )
    expect(await valuesOf(url, ITEMS)).toHaveLength(2)
  })

  test('has the extensions of its template', async ({ pg, make, skip }) => {
    const available = `select 1 from pg_available_extensions where name = 'citext'`
    skip((await valuesOf(pg.url, available)).length === 0, 'citext is not installed')
    const declared = database('extended', {
      on: server,
      prepare: ({ url }: { url: string }) => valuesOf(url, 'create extension citext'),
    })
    const { url } = await make(declared)
    expect(await valuesOf(url, `select 'A'::citext = 'a'`)).toEqual([true])
  })

  test('can be copied even if its command has left connections open', async ({ make }) => {
    let left: Awaited<ReturnType<typeof connect>> | undefined
    const declared = database('left-open', {
      on: server,
      prepare: async ({ url }: { url: string }) => {
        left = await connect(url)
        await left.unsafe('create table a ()')
      },
    })
    const { url } = await make(declared)
    await valuesOf(url, 'select * from a')
    await left?.end({ timeout: 0 })
  })
})
