import { expect } from 'vitest'
import { unshared } from 'vitest-mirakuru'
import { placeOrder } from './customer.ts'
import { postgres } from './services.ts'
import { test as base } from './test.ts'

/** With a PostgreSQL of this file's own: no other test has to wait while it is away. */
const test = base.extend('postgres', { scope: 'file' }, unshared(postgres))

const order = { item: 'coffee', quantity: 3 }

test('without its database the API says so, and recovers by itself', async ({ api, postgres }) => {
  await postgres.stopped(async () => {
    expect((await placeOrder(api, order)).status).toBe(503)
    expect((await fetch(`${api.url}/healthz`)).status).toBe(503)
  })
  expect((await placeOrder(api, order)).status).toBe(201)
})

test('a database that hangs is as good as none', async ({ api, postgres }) => {
  await postgres.paused(async () => {
    expect((await placeOrder(api, order)).status).toBe(503)
  })
  expect((await placeOrder(api, order)).status).toBe(201)
})
