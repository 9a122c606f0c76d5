import { createClient } from '@redis/client'
import { expect, test as base } from 'vitest'
import { redis as redisServer } from 'vitest-mirakuru/redis'
import { redis } from '../services.ts'

const test = base
  .extend('redis', { scope: 'file' }, redis)
  .extend('client', async ({ redis }, { onCleanup }) => {
    const client = createClient({ url: redis.url })
    client.on('error', () => {})
    onCleanup(() => client.destroy())
    await client.connect()
    return client
  })

test.beforeEach(({ skip }) => skip(!redisServer.isAvailable(), 'Redis is not installed'))

test('a guest is counted', async ({ client }) => {
  expect(await client.incr('guests')).toBe(1)
})

test('the next test begins with an empty server', async ({ client }) => {
  expect(await client.get('guests')).toBeNull()
})

test('its client connects again after an outage', async ({ redis, client }) => {
  await redis.restart()
  expect(await client.incr('guests')).toBe(1)
})
