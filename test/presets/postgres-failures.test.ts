import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test as base } from 'vitest'
import { database, postgres, type Database } from 'vitest-mirakuru/postgres'
import { rejection } from '../support/rejection.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { valuesOf } from '../support/values-of.ts'

const pg = postgres('pg')

const left = ({ url }: { readonly url: string }, name: string): Promise<unknown[]> =>
  valuesOf(url, `select datname from pg_database where datname like '%${name}%'`)

const test = base
  .extend('pg', { scope: 'file' }, pg)
  .extend('make', async ({ pg, task, signal }) => {
    return (fixture: ReturnType<typeof database>): Promise<Database> =>
      fixture({ pg, task, signal }, { onCleanup() {} })
  })

describe.runIf(postgres.isAvailable())('a failure', () => {
  test('in an SQL file shows the statement and its line', async ({ make }) => {
    const cwd = await temporaryDirectory()
    writeFileSync(
      join(cwd, 'seed.sql'),
      `create table a (id int);\n\ninsert into a\n  values (1, no_such);\n`,
    )
    const error = await rejection(make(database('failing', { on: pg, seed: 'seed.sql', cwd })))
    expect(error.message).toMatch(
      /^failing could not be started: its `seed` failed at seed\.sql:4: .*\n {2}insert into a\n {4}values \(1, no_such\)\.?\n/,
    )
  })

  test.for([
    // The server names no position here.
    [
      'create table a (id int primary key);\ninsert into a values (1);\n\ninsert into a\n  values (1);',
      /failed at seed\.sql:4: duplicate key[^\n]*\n {2}insert into a\n {4}values \(1\)/,
    ],
    // One transaction for the whole file would refuse it.
    [
      'create table a (id int);\nvacuum a;\ninsert into a values (1 / 0);',
      /failed at seed\.sql:3: division by zero[^\n]*\n {2}insert into a/,
    ],
    [
      'create table a (id int);\ncopy a from stdin;\n1\n\\.\n',
      /failed at seed\.sql:2: only psql understands this\n {2}copy a from stdin\n {2}Dump it with `pg_dump --inserts`/,
    ],
    ['\\set id 1\nselect 1;', /failed at seed\.sql:1: only psql understands this\n {2}\\set id 1/],
  ] as const)('in an SQL file shows the statement: %j', async ([sql, told], { make }) => {
    const cwd = await temporaryDirectory()
    writeFileSync(join(cwd, 'seed.sql'), sql)
    const error = await rejection(make(database('failing', { on: pg, seed: 'seed.sql', cwd })))
    expect(error.message).toMatch(told)
  })

  test('because of a missing file names it', async ({ make }) => {
    const cwd = await temporaryDirectory()
    const error = await rejection(make(database('failing', { on: pg, seed: 'no-such.sql', cwd })))
    expect(error.message).toContain('no-such.sql')
  })

  test('because of a missing command names it', async ({ make }) => {
    const error = await rejection(
      make(database('failing', { on: pg, prepare: 'no-such-migrate up' })),
    )
    expect(error.message).toMatch(/^failing could not be started: .*no-such-migrate/)
  })

  test('in a command shows its output, and can be tried again', async ({ make, pg: server }) => {
    const cwd = await temporaryDirectory()
    const prepare = ['sh', '-c', 'echo no luck >&2; exit 3']
    const declared = database('failing', { on: pg, prepare, cwd })
    const error = await rejection(make(declared))
    expect(error.message).toMatch(
      /^failing could not be started: its `prepare`, `sh -c .*`, exited with code 3; it printed:\n {2}no luck/,
    )
    expect(await left(server, 'failing')).toEqual([])
  })

  test('in a function shows its error, and the next database tries again', async ({
    make,
    pg: server,
  }) => {
    let calls = 0
    const declared = database('throwing', {
      on: pg,
      prepare: async ({ url }: { readonly url: string }) => {
        await valuesOf(url, 'create table a ()')
        if (++calls === 1) throw new Error('no luck')
      },
    })
    const error = await rejection(make(declared))
    expect(error.message).toMatch(
      /^throwing could not be started: its `prepare` threw no luck\.?\n/,
    )
    expect(await left(server, 'throwing')).toEqual([])
    const { url } = await make(declared)
    expect(await valuesOf(url, 'select * from a')).toEqual([])
    expect(calls).toBe(2)
  })

  test('by its timeout shows its progress, and leaves nothing', async ({ make, pg: server }) => {
    const prepare = ['sh', '-c', 'echo migrating 1 of 100; exec sleep 300']
    const declared = database('lasting', { on: pg, prepare, startTimeout: 2_000 })
    const error = await rejection(make(declared))
    expect(error.code).toBe('ERR_TIMEOUT_EXPIRED')
    expect(error.message).toMatch(/^lasting .* within 2000 ms\./)
    expect(error.message).toContain('raise `startTimeout`')
    await expect.poll(() => left(server, 'lasting')).toEqual([])
  })
})

base.for([
  [{}, 'Expected database "x" to have an `on` or a `from`, got neither: set `on` to its server'],
  [{ from: () => {} }, 'Expected `from` of database "x" to be the result of database()'],
  [{ on: () => {} }, 'Expected `on` of database "x" to be the result of postgres()'],
  [{ on: pg, sed: 'a.sql' }, 'Unknown option `sed` of database "x": did you mean `seed`?'],
] as const)('%o is refused', ([options, message]) => {
  expect(() => database('x', options as never)).toThrow(message)
})
