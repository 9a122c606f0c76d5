import { expect, test as base } from 'vitest'
import { database as databaseOn } from 'vitest-mirakuru/postgres'
import { database, postgres } from '../services.ts'
import { rowsOf } from '../sql.ts'

const menu = databaseOn('menu', { from: database, seed: 'test/recipes/menu.sql' })

const test = base
  .extend('postgres', { scope: 'file' }, postgres)
  .extend('menu', { scope: 'file' }, menu)

const ITEMS = 'select item from orders order by id'

test('the tables have the rows of the SQL file', async ({ menu }) => {
  expect(await rowsOf(menu.url, ITEMS)).toEqual([{ item: 'tea' }, { item: 'cake' }])
})

test('reset() restores the initial rows', async ({ menu }) => {
  await rowsOf(menu.url, 'delete from orders')
  await menu.reset()
  expect(await rowsOf(menu.url, ITEMS)).toHaveLength(2)
})
