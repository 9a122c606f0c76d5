import { expect } from 'vitest'
import { placeOrder, readOrder } from './customer.ts'
import { test } from './test.ts'

/** A server that CI has started is not for tests to restart. */
const ownTest = test.skipIf(process.env['VITEST_MIRAKURU_POSTGRES_URL'])

ownTest('what is ordered outlives the API and the database', async ({ api, postgres }) => {
  const { body } = await placeOrder(api, { item: 'biscuit', quantity: 6 })
  await api.restart()
  // It is everybody's: other files wait before their next test until it is back.
  await postgres.restart()
  expect(await readOrder(api, body.id)).toEqual({ status: 200, body })
})
