import { expect } from 'vitest'
import { placeOrder, readOrder } from './customer.ts'
import { test } from './test.ts'

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

test('what is ordered outlives the API and the database', async ({ api, postgres }) => {
  const { body } = await placeOrder(api, order)
  await api.restart()
  await postgres.restart()
  expect(await readOrder(api, body.id)).toEqual({ status: 200, body })
})
