import { randomUUID } from 'node:crypto'
import { test as base } from 'vitest'
import { postgres, schema } from '../services.ts'
import { rowsOf, run } from '../sql.ts'

const test = base
  .extend('postgres', { scope: 'file' }, postgres)
  .extend('schema', { scope: 'file' }, schema)
  .extend('database', async ({ postgres, schema: _schema }, { onCleanup }) => {
    const name = `test-${randomUUID()}`
    await run(postgres.url, `create database "${name}" template template1`)
    onCleanup(() => run(postgres.url, `drop database "${name}" with (force)`))
    return { url: `${postgres.url}/${name}` }
  })

test.concurrent.for(['tea', 'cake'])('%s is order 1', async (item, { database, expect }) => {
  const insert = `insert into orders (item, quantity) values ('${item}', 1) returning *`
  expect(await rowsOf(database.url, insert)).toEqual([{ id: 1, item, quantity: 1 }])
})
