import { expect } from 'vitest'
import { placeOrder, readOrder } from './customer.ts'
import { test } from './test.ts'

test('an order is stored and read back', async ({ api }) => {
  const placed = await placeOrder(api, { item: 'tea', quantity: 2 })
  expect(placed.status).toBe(201)
  expect(placed.body).toEqual({ id: expect.any(Number), item: 'tea', quantity: 2 })

  const read = await readOrder(api, placed.body.id)
  expect(read).toEqual({ status: 200, body: placed.body })
})

test('an unknown order is not found', async ({ api }) => {
  expect((await readOrder(api, 123_456_789)).status).toBe(404)
})

test.for([
  [{ quantity: 1 }, 'item must be a text that is not empty'],
  [{ item: 'tea', quantity: 0 }, 'quantity must be a whole number from 1 to 1000'],
  [{ item: 'tea', quantity: '2' }, 'quantity must be a whole number from 1 to 1000'],
  [null, 'item must be a text that is not empty'],
] as const)('%j is refused with a reason', async ([order, reason], { api }) => {
  expect(await placeOrder(api, order)).toEqual({ status: 400, body: { error: reason } })
})

test('a body that is not JSON is rejected with a reason', async ({ api }) => {
  const refused = await fetch(`${api.url}/orders`, { method: 'POST', body: 'two teas, please' })
  expect(refused.status).toBe(400)
  expect(await refused.json()).toEqual({ error: 'the body must be JSON' })
})
