import { expect } from 'vitest'
import { output, service, tcp, type Service } from 'vitest-mirakuru'
import { aliveSince } from '../support/surviving.ts'
import { IMPORTS, pidsIn, runProject } from '../support/vitest-project.ts'
import { programOf } from '../support/installed.ts'
import { test as base } from '../support/daemon-test.ts'
import { TextClient } from '../support/text-client.ts'

const program = programOf('redis-server')

const redis = service('redis', {
  command: ({ port, dir }) => [program, '--port', port, '--dir', dir, '--appendonly', 'yes'],
  ready: output('Ready to accept connections'),
  url: ({ host, port }) => `redis://${host}:${port}`,
})

const daemon = service('daemon', {
  command: ({ port, dir }) =>
    `${program} --port ${port} --dir ${dir} --daemonize yes --logfile ${dir}/log`,
  ready: tcp(),
})

const test = base
  .extend('redis', redis)
  .extend('daemon', daemon)
  .extend('clientOf', async ({}, { onCleanup }) => {
    const clients: TextClient[] = []
    onCleanup(() => {
      for (const client of clients) client.close()
    })
    return (service: Service): TextClient => {
      const client = new TextClient(service)
      clients.push(client)
      return client
    }
  })

/** A bulk string, or none. */
const VALUE = /^\$(?:-1|\d+\r\n(.*))\r\n/

async function pidOf(client: TextClient): Promise<number> {
  return Number(await client.ask('INFO server', /process_id:(\d+)[^]*executable/))
}

test.beforeEach(({ skip }) => skip(!program, 'redis-server is not installed'))

test('data outlives a restart', async ({ redis, clientOf, met }) => {
  const client = clientOf(redis)
  met.add('before', redis.pid)
  expect(await pidOf(client)).toBe(redis.pid)
  const { url } = redis
  await client.ask('SET tea hot', /^\+OK/)

  await redis.restart()
  expect(met.surviving()).toEqual([])
  met.add('after', redis.pid)
  expect(redis.url).toBe(url)
  expect(await client.ask('GET tea', VALUE)).toBe('hot')
  expect(redis.generation).toBe(2)
})

test('a client cannot connect during an outage, and reconnects after it', async ({
  redis,
  clientOf,
  met,
}) => {
  const client = clientOf(redis)
  met.add('before', redis.pid)
  await client.ask('PING', /^\+PONG/)
  await redis.stopped(async () => {
    client.close()
    await expect(client.ask('PING', /^\+PONG/)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
  await client.ask('PING', /^\+PONG/)
  met.add('after', redis.pid)
})

test('a request of a client times out while the server is paused', async ({
  redis,
  clientOf,
  met,
}) => {
  const client = clientOf(redis)
  met.add('redis', redis.pid)
  await client.ask('PING', /^\+PONG/)
  await redis.paused(async () => {
    await expect(client.ask('PING', /^\+PONG/, 200)).rejects.toThrow('aborted')
  })
  await client.ask('PING', /^\+PONG/)
  expect(await pidOf(client)).toBe(redis.pid)
})

test('a daemonized server is stopped and started', async ({ daemon, clientOf, met }) => {
  const client = clientOf(daemon)
  const first = await pidOf(client)
  met.add('first', first)
  expect(await daemon.running()).toBe(true)
  await daemon.stop()
  expect(await daemon.running()).toBe(false)
  expect(aliveSince(first)).toBeUndefined()
  await daemon.start()
  met.add('second', await pidOf(client))
})

test('two files share a server, which ends with the run', async () => {
  const run = await runProject(
    {
      'services.ts': `
        import { service, tcp } from 'vitest-mirakuru'
        export const redis = service('redis', {
          command: ({ port, dir }) => ['${program}', '--port', port, '--dir', dir],
          ready: tcp(),
        })`,
      'setup.ts': `
        import { shareServices } from 'vitest-mirakuru/global-setup'
        import { redis } from './services'
        export default shareServices([redis])`,
      'one.spec.ts': fileThatUsesIt('one'),
      'two.spec.ts': fileThatUsesIt('two'),
    },
    { config: { globalSetup: './setup.ts' } },
  )
  expect(run.tests).toMatchObject({
    'one uses it': { status: 'passed' },
    'two uses it': { status: 'passed' },
  })
  const pids = pidsIn(run.journal, 'redis')
  expect(pids).toHaveLength(2)
  expect(new Set(pids).size).toBe(1)
  expect(run.surviving).toEqual([])
})

function fileThatUsesIt(name: string): string {
  return `${IMPORTS}
    import { redis } from './services'
    const test = base.extend('redis', { scope: 'file' }, redis)
    test('${name} uses it', async ({ redis }) => {
      note('start redis', redis.pid)
      expect(await redis.running()).toBe(true)
    })`
}
