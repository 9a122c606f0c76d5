import { expect } from 'vitest'
import { placeOrder } from './customer.ts'
import { inbox, mailServer } from './inbox.ts'
import { test as base } from './test.ts'

/** Replaces the mail catcher that the other files share. `api` uses this one. */
const test = base.extend('mails', { scope: 'file' }, mailServer)

test('the mail names the order', async ({ api }) => {
  await placeOrder(api, { item: 'bun', quantity: 3 })
  await expect.poll(() => inbox.join()).toContain('3 × bun')
})

test('an order is accepted while the mail server is down', async ({ api, mails }) => {
  await mails.stopped(async () => {
    expect((await placeOrder(api, { item: 'bun', quantity: 1 })).status).toBe(201)
  })
  expect(await mails.running()).toBe(true)
})
