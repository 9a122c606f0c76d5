import { expect, test } from 'vitest'
import { postgres } from 'vitest-mirakuru/postgres'
import { IMPORTS, runProject } from '../support/vitest-project.ts'

const files = {
  'services.ts': `
    import { database, postgres } from 'vitest-mirakuru/postgres'
    export const pg = postgres('pg')
    export const schema = database('schema', {
      on: pg,
      prepare: ['sh', '-c', 'psql -q -c "create table orders (id int)" && echo migrated >> out/journal.txt'],
    })`,
  'setup.ts': `
    import { shareServices } from 'vitest-mirakuru/global-setup'
    import { pg } from './services.ts'
    export default shareServices([pg])`,
}
const spec = `${IMPORTS}
  import { execFileSync } from 'node:child_process'
  import { pg, schema } from './services.ts'
  const psql = (url, sql) => execFileSync('psql', [url, '-Atc', sql], { encoding: 'utf8' }).trim()
  const test = base.extend('pg', { scope: 'file' }, pg).extend('schema', schema)
  test.for([1, 2, 3])('begins empty: %i', (_, { schema }) => {
    expect(psql(schema.url, 'insert into orders values (1); select count(*) from orders')).toMatch(/1$/)
  })
  test.concurrent.for([1, 2])('begins empty beside others: %i', async (_, { schema, expect }) => {
    expect(psql(schema.url, 'insert into orders values (1); select count(*) from orders')).toMatch(/1$/)
  })
  test('begins empty again', { retry: 1 }, async ({ schema, task }) => {
    expect(psql(schema.url, 'insert into orders values (1); select count(*) from orders')).toMatch(/1$/)
    if (task.result.retryCount === 0) throw new Error('again')
  })
  test('comes back', async ({ schema }) => {
    psql(schema.url, 'insert into orders values (1)')
    await schema.reset()
    expect(psql(schema.url, 'select count(*) from orders')).toBe('0')
  })`

test.runIf(postgres.isAvailable())(
  'the files of a run share a server and its template',
  async () => {
    const all = { ...files, 'a.spec.ts': spec, 'b.spec.ts': spec }
    const run = await runProject(all, { config: { globalSetup: './setup.ts', maxWorkers: 2 } })
    expect(run.output).toContain('Tests  14 passed (14)')
    expect(run.journal.filter((line) => line === 'migrated')).toHaveLength(1)
    expect(run.surviving).toEqual([])
  },
)

test.runIf(postgres.isAvailable())('each worker can have a server of its own', async () => {
  const setup = (files['setup.ts'] ?? '').replace('[pg]', `[{ service: pg, per: 'worker' }]`)
  const all = { ...files, 'setup.ts': setup, 'a.spec.ts': spec, 'b.spec.ts': spec }
  const run = await runProject(all, { config: { globalSetup: './setup.ts', maxWorkers: 2 } })
  expect(run.output).toContain('Tests  14 passed (14)')
  const migrations = run.journal.filter((line) => line === 'migrated')
  expect([1, 2]).toContain(migrations.length)
})

test.runIf(postgres.isAvailable())('a shared database is one for the run', async () => {
  const setup = (files['setup.ts'] ?? '')
    .replace('{ pg }', '{ pg, schema }')
    .replace('[pg]', '[pg, schema]')
  const file = `${IMPORTS}
    import { pg, schema } from './services.ts'
    const test = base.extend('pg', { scope: 'file' }, pg).extend('schema', { scope: 'file' }, schema)
    test('is there', async ({ schema }) => {
      expect(schema.env.PGDATABASE).toBe(schema.database)
      await schema.reset()
      note('uses ' + schema.database)
    })`
  const all = { ...files, 'setup.ts': setup, 'a.spec.ts': file, 'b.spec.ts': file }
  const run = await runProject(all, {
    config: { globalSetup: './setup.ts', fileParallelism: false },
  })
  expect(run.output).toContain('Tests  2 passed (2)')
  expect(new Set(run.journal.filter((line) => line.startsWith('uses'))).size).toBe(1)
})

test.runIf(postgres.isAvailable())(
  'a worker-scoped database, even of a shared server, is one for its files',
  async () => {
    const file = `${IMPORTS}
    import { pg, schema } from './services.ts'
    const scope = 'worker'
    const test = base.extend('pg', { scope }, pg).extend('schema', { scope }, schema)
    test('is there', ({ schema }) => note('uses ' + schema.database))`
    const all = { ...files, 'a.spec.ts': file, 'b.spec.ts': file }
    const uses = async (config: object): Promise<number> => {
      const run = await runProject(all, { config: { maxWorkers: 1, ...config } })
      expect(run.output).toContain('Tests  2 passed (2)')
      expect(run.surviving).toEqual([])
      return new Set(run.journal.filter((line) => line.startsWith('uses'))).size
    }
    expect(await uses({ isolate: false })).toBe(1)
    const setup = (files['setup.ts'] ?? '').replace('{ pg }', '{ pg, schema }')
    all['setup.ts'] = setup.replace('[pg]', `[pg, { service: schema, per: 'worker' }]`)
    expect(await uses({ globalSetup: './setup.ts' })).toBe(1)
  },
)

test.runIf(postgres.isAvailable())(
  'a file uses the databases that the previous file has created ahead',
  async () => {
    const file = `${IMPORTS}
    import { execFileSync } from 'node:child_process'
    import { pg, schema } from './services.ts'
    const psql = (url, sql) => execFileSync('psql', [url, '-Atc', sql], { encoding: 'utf8' }).trim()
    const left = (url) => psql(url, "select oid from pg_database where datname like 'spare%'").split('\\n')
    const test = base.extend('pg', { scope: 'file' }, pg)
      .extend('left', ({ pg }) => left(pg.url))
      .extend('schema', schema)
    test('the first', async ({ pg, left, schema }) => {
      const oid = psql(pg.url, \`select oid from pg_database where datname = '\${schema.database}'\`)
      note(left.includes(oid) ? 'made before' : 'made now')
      expect(psql(schema.url, 'insert into orders values (1); select count(*) from orders')).toMatch(/1$/)
    })
    test('the second', async ({ schema }) => {})`
    const all = { ...files, 'a.spec.ts': file, 'b.spec.ts': file }
    const run = await runProject(all, {
      config: { globalSetup: './setup.ts', fileParallelism: false },
    })
    expect(run.output).toContain('Tests  4 passed (4)')
    expect(run.journal.filter((line) => line.startsWith('made'))).toEqual([
      'made now',
      'made before',
    ])
    expect(run.surviving).toEqual([])
  },
)
