import { expect } from 'vitest'
import { unshared } from 'vitest-mirakuru'
import { placeOrder } from './customer.ts'
import { postgres } from './services.ts'
import { test as base } from './test.ts'

/** This file has its own PostgreSQL, so no other test has to wait while it is away. */
const test = base.extend('postgres', { scope: 'file' }, unshared(postgres))

const order = { item: 'coffee', quantity: 3 }

test('the API answers 503 without its database, and recovers', async ({ api, postgres }) => {
  await postgres.stopped(async () => {
    expect((await placeOrder(api, order)).status).toBe(503)
    expect((await fetch(`${api.url}/healthz`)).status).toBe(503)
  })
  expect((await placeOrder(api, order)).status).toBe(201)
})

test('the API answers 503 while its database hangs', async ({ api, postgres }) => {
  await postgres.paused(async () => {
    expect((await placeOrder(api, order)).status).toBe(503)
  })
  expect((await placeOrder(api, order)).status).toBe(201)
})
