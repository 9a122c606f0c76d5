import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, vi } from 'vitest'
import { database, postgres, type Database } from 'vitest-mirakuru/postgres'
import { rejection } from '../support/rejection.ts'
import { test } from '../support/start-preset.ts'
import { valuesOf } from '../support/values-of.ts'

test.runIf(postgres.isAvailable())(
  'databases are created and dropped on an external server with a password',
  async ({ start }) => {
    const server = await start(postgres('pg-own'))
    await valuesOf(server.url, `alter role postgres password 'se/cret word'`)
    writeFileSync(join(server.dir, 'data/pg_hba.conf'), 'host all all 127.0.0.1/32 scram-sha-256\n')
    await valuesOf(server.url, 'select pg_reload_conf()')
    const url = server.url.replace('postgres@', 'postgres:se%2Fcret%20word@')
    await expect.poll(() => valuesOf(server.url, 'select 1').catch(String)).toMatch(/password/)

    onTestFinished(() => void vi.unstubAllEnvs())
    vi.stubEnv('VITEST_MIRAKURU_PG_URL', url)
    const pg = postgres('pg')
    const external = await start(pg)
    expect(external.url).toBe(url)
    const schema = database('schema', {
      on: pg,
      prepare: ({ url }) => valuesOf(url, 'create table a as select 1'),
    })
    const ends: (() => Promise<void>)[] = []
    const made: Database = await schema(
      { pg: external },
      {
        onCleanup: (end) => void ends.push(end),
      },
    )
    expect(made.env).toMatchObject({ PGPASSWORD: 'se/cret word', PGUSER: 'postgres' })
    expect(await valuesOf(made.url, 'select * from a')).toEqual([1])
    await Promise.all(ends.map((end) => end()))
    const names = `select datname from pg_database where datname like '%schema%'`
    await expect
      .poll(() => valuesOf(url, names))
      .toEqual([expect.stringMatching(/^template_schema_/)])

    vi.stubEnv('VITEST_MIRAKURU_PG_URL', url.replace('se%2F', 'no-'))
    const error = await rejection(start(postgres('pg', { startTimeout: 1_000 })))
    expect(error.message).toMatch(/answer a query: .*password authentication failed/)
  },
)

test.runIf(postgres.isAvailable())(
  'a role that may only create databases is enough, and leaves only the template',
  async ({ start, task, signal }) => {
    const server = await start(postgres('pg-own'))
    await valuesOf(server.url, 'create role tester login createdb')
    const url = server.url.replace('postgres@', 'tester@')
    vi.stubEnv('VITEST_MIRAKURU_PG_URL', url)
    onTestFinished(() => void vi.unstubAllEnvs())
    const pg = postgres('pg')
    const ends: (() => Promise<void>)[] = []
    const builder = { onCleanup: (end: () => Promise<void>) => void ends.unshift(end) }
    const external = await pg({ task, signal }, builder)
    const schema = database('schema', {
      on: pg,
      prepare: (at) => valuesOf(at.url, 'create table a as select 1'),
    })
    const names = new Set<string>()
    for (let taken = 0; taken < 3; taken++) {
      const made: Database = await schema({ pg: external, task, signal }, builder)
      expect(await valuesOf(made.url, 'select * from a')).toEqual([1])
      names.add(made.database)
    }
    expect(names.size).toBe(3)
    for (const end of ends) await end()
    const left = `select datname from pg_database where datname like '%schema%'`
    await expect
      .poll(() => valuesOf(server.url, left))
      .toEqual([expect.stringMatching(/^template_schema_/)])
  },
)

test.runIf(postgres.isAvailable())(
  'a server without a free connection fails one test, and serves the next one with a free connection',
  async ({ start }) => {
    const server = await start(postgres('pg-own'))
    await valuesOf(server.url, 'create role tester login createdb')
    vi.stubEnv('VITEST_MIRAKURU_PG_URL', server.url.replace('postgres@', 'tester@'))
    onTestFinished(() => void vi.unstubAllEnvs())
    const pg = postgres('pg')
    const external = await start(pg)
    const schema = database('schema', { on: pg })
    await valuesOf(server.url, 'alter role tester connection limit 0')
    const error = await rejection(start(schema, { pg: external }))
    expect(error.message).toContain('too many connections for role "tester"')
    await valuesOf(server.url, 'alter role tester connection limit -1')
    const { url } = await start(schema, { pg: external })
    expect(await valuesOf(url, 'select 1')).toEqual([1])
  },
)
