import { test as base } from 'vitest'
import { database, postgres } from '../services.ts'
import { rowsOf } from '../sql.ts'

const test = base.extend('postgres', { scope: 'file' }, postgres).extend('database', database)

test.concurrent.for(['tea', 'cake'])('%s is order 1', async (item, { database, expect }) => {
  const insert = `insert into orders (item, quantity) values ('${item}', 1) returning *`
  expect(await rowsOf(database.url, insert)).toEqual([{ id: 1, item, quantity: 1 }])
})
