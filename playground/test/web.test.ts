import { expect } from 'vitest'
import { placeOrder, readOrder } from './customer.ts'
import { test } from './test.ts'

test('Vite serves the page and its module', async ({ web }) => {
  const page = await fetch(web.url)
  expect(await page.text()).toContain('<script type="module" src="/web/main.js">')
  const module = await fetch(`${web.url}/web/main.js`)
  expect(module.headers.get('content-type')).toBe('text/javascript')
})

test('TypeScript arrives as JavaScript', async ({ web }) => {
  const module = await (await fetch(`${web.url}/web/place-order.ts`)).text()
  expect(module).toContain('export async function placeOrder(order) {')
  expect(module).not.toContain('interface')
})

test('an order that is placed on the page reaches the API', async ({ web, api }) => {
  const placed = await placeOrder(web, { item: 'cake', quantity: 1 })
  expect(placed.status).toBe(201)
  expect(await readOrder(api, placed.body.id)).toEqual({ status: 200, body: placed.body })
})
