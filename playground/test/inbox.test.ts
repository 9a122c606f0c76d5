import { expect } from 'vitest'
import { placeOrder } from './customer.ts'
import { inbox, mailServer } from './inbox.ts'
import { test as base } from './test.ts'

/** In place of the catcher that the other files share; `api` gets this one. */
const test = base.extend('mails', { scope: 'file' }, mailServer)

test('the mail of an order names it', async ({ api }) => {
  await placeOrder(api, { item: 'bun', quantity: 3 })
  await expect.poll(() => inbox.join()).toContain('3 × bun')
})

test('an order is taken also while the mail server is away', async ({ api, mails }) => {
  await mails.stopped(async () => {
    expect((await placeOrder(api, { item: 'bun', quantity: 1 })).status).toBe(201)
  })
  expect(await mails.running()).toBe(true)
})
