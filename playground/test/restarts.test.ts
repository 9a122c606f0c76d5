import { expect } from 'vitest'
import { placeOrder, readOrder } from './customer.ts'
import { test } from './test.ts'

/** Tests must not restart a server that CI has started. */
const ownTest = test.skipIf(process.env['VITEST_MIRAKURU_POSTGRES_URL'])

ownTest('an order outlives the API and the database', async ({ api, postgres }) => {
  const { body } = await placeOrder(api, { item: 'biscuit', quantity: 6 })
  await api.restart()
  // All files share it: other files wait before their next test until it is back.
  await postgres.restart()
  expect(await readOrder(api, body.id)).toEqual({ status: 200, body })
})
