import { spawnSync } from 'node:child_process'
import { createClient } from '@redis/client'
import { expect, test as base } from 'vitest'
import { redis } from '../services.ts'

const test = base
  .extend('redis', { scope: 'file' }, redis)
  .extend('client', async ({ redis }, { onCleanup }) => {
    const client = createClient({ url: redis.url })
    client.on('error', () => {})
    onCleanup(() => client.destroy())
    await client.connect()
    await client.flushDb()
    return client
  })

const isMissing = spawnSync('redis-server', ['--version']).status !== 0
test.beforeEach(({ skip }) => skip(isMissing, 'redis-server is not installed'))

test('a guest is counted', async ({ client }) => {
  expect(await client.incr('guests')).toBe(1)
})

test('the next test begins with nobody', async ({ client }) => {
  expect(await client.get('guests')).toBeNull()
})

test('its client connects again after an outage', async ({ redis, client }) => {
  await redis.restart()
  expect(await client.incr('guests')).toBe(1)
})
