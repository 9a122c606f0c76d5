import { expect } from 'vitest'
import { service, tcp } from 'vitest-mirakuru'
import { programOf } from '../support/installed.ts'
import { test as base } from '../support/daemon-test.ts'
import { TextClient } from '../support/text-client.ts'

const program = programOf('memcached')
/** It refuses to be root. */
const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : []

const cache = service('cache', {
  command: ({ port }) => [program, '-l', '127.0.0.1', '-p', port, '-U', 0, ...user],
  ready: tcp(),
  url: ({ host, port }) => `memcached://${host}:${port}`,
})

const test = base.extend('cache', cache).extend('client', async ({ cache }, { onCleanup }) => {
  const client = new TextClient(cache)
  onCleanup(() => client.close())
  return client
})

/** A value, or none. */
const VALUE = /^(?:VALUE .*\r\n(.*)\r\n)?END\r\n/

test.beforeEach(({ skip }) => skip(!program, 'memcached is not installed'))

test('a restart clears the data', async ({ cache, client, met }) => {
  met.add('before', cache.pid)
  expect(Number(await client.ask('stats', /STAT pid (\d+)[^]*END/))).toBe(cache.pid)
  await client.ask('set tea 0 0 3\r\nhot', /^STORED/)
  expect(await client.ask('get tea', VALUE)).toBe('hot')

  await cache.restart()
  expect(met.surviving()).toEqual([])
  met.add('after', cache.pid)
  expect(await client.ask('get tea', VALUE)).toBeUndefined()
})

test('a client cannot connect during an outage, and reconnects after it', async ({
  cache,
  client,
  met,
}) => {
  met.add('before', cache.pid)
  await client.ask('get tea', VALUE)
  await cache.stopped(async () => {
    client.close()
    await expect(client.ask('get tea', VALUE)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
  await client.ask('get tea', VALUE)
  met.add('after', cache.pid)
})

test('a request of a client times out while the server is paused', async ({
  cache,
  client,
  met,
}) => {
  met.add('cache', cache.pid)
  await client.ask('set tea 0 0 3\r\nhot', /^STORED/)
  await cache.paused(async () => {
    await expect(client.ask('get tea', VALUE, 200)).rejects.toThrow('aborted')
  })
  expect(await client.ask('get tea', VALUE)).toBe('hot')
})
