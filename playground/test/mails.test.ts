import { expect } from 'vitest'
import { placeOrder } from './customer.ts'
import { test } from './test.ts'

test('the kitchen gets a mail for each order', async ({ api, mails }) => {
  const mark = await mails.output.mark()
  await placeOrder(api, { item: 'scone', quantity: 12 })
  await mails.output.waitFor('To kitchen: 12 × scone', { since: mark })
})

test('an order is accepted even if its mail cannot be sent', async ({ api, mails }) => {
  await mails.stopped(async () => {
    expect((await placeOrder(api, { item: 'scone', quantity: 1 })).status).toBe(201)
  })
})
