import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect } from 'vitest'
import { output, service, type ServiceSpec } from 'vitest-mirakuru'
import { lineOf } from '../../../src/fixtures/sharing/protocol/lines.ts'
import { run } from '../../support/program.ts'
import { aliveSince } from '../../support/surviving.ts'
import {
  closed,
  test as withMain,
  undisturbed,
  USER,
  type Client,
  type Main,
} from '../../support/sharing-main.ts'
import { askBroker } from '../../support/ask-broker.ts'

const MEBIBYTE = 1024 * 1024
const MANY = 200

/** With a worker that uses a service of its own all the time. */
const test = withMain.extend('worker', async ({ main }) => {
  main.share([{ service: service('sleeper', { command: ['sleep', '300'] }) }])
  const client = await main.client()
  const { lease } = await client.broker.borrow({ service: 'sleeper', user: USER })
  const meanwhile = (body: () => Promise<unknown>): Promise<void> =>
    undisturbed(client, lease, body)
  return { client, lease, meanwhile }
})

function manyClients(main: Main): Promise<Client[]> {
  return Promise.all(Array.from({ length: MANY }, () => main.client()))
}

/** A service that counts its starts. */
class Counted {
  readonly name: string
  starts = 0

  constructor(name: string) {
    this.name = name
  }

  get fixture(): ReturnType<typeof service> {
    const command = (): string[] => {
      this.starts++
      return run('prints-on.mjs')
    }
    return service(this.name, { command, ready: output(/./) })
  }
}

describe('a thousand connections', () => {
  test('that are opened and dropped at once do no harm', async ({ main, worker }) => {
    const { path } = main.server
    const greeting = lineOf(main.greeting)
    const beginnings = ['', greeting.slice(0, 2), greeting.slice(0, 40), greeting]
    await worker.meanwhile(async () => {
      await Promise.all(
        Array.from({ length: 1_000 }, async (_, index) => {
          const socket = connect(path).on('error', () => {})
          const gone = closed(socket)
          socket.write(beginnings[index % beginnings.length] ?? '')
          if (index % 3 === 0) socket.destroy()
          else socket.once('connect', () => (index % 3 === 1 ? socket.destroy() : socket.end()))
          await gone
        }),
      )
      await main.isLeftWith([worker.client])
    })
    const { broker } = await main.client()
    await broker.borrow({ service: 'sleeper', user: USER })
  })
})

describe('two hundred workers at once', () => {
  test('share one instance', async ({ main, worker }) => {
    const counted = new Counted('counted')
    main.share([{ service: counted.fixture }])
    await worker.meanwhile(async () => {
      const clients = await manyClients(main)
      const borrowed = await Promise.all(
        clients.map(({ broker }) => broker.borrow({ service: 'counted', user: USER })),
      )
      expect(counted.starts).toBe(1)
      const [pid, ...others] = new Set(borrowed.map(({ snapshot }) => snapshot.pid))
      expect(others).toEqual([])
      expect(aliveSince(pid ?? 0)).toBeDefined()
      const leases = borrowed.map(({ lease }) => lease)
      const answers = clients.map(({ broker }, index) =>
        askBroker(broker, leases[index] ?? '', 'running'),
      )
      expect(new Set(await Promise.all(answers))).toEqual(new Set([true]))
      for (const { socket } of clients) socket.destroy()
      await main.isLeftWith([worker.client])
      expect(aliveSince(pid ?? 0)).toBeDefined()
    })
  })

  test('use the per-worker instances one after the other', async ({ main, worker }) => {
    const counted = new Counted('counted')
    main.share([{ service: counted.fixture, per: 'worker' }], 3)
    const users = new Map<string, Client>()
    const full = new AbortController()
    await worker.meanwhile(async () => {
      const clients = await manyClients(main)
      await Promise.all(
        clients.map(async (client, index) => {
          const { broker } = client
          const { instance, lease } = await broker.borrow({ service: 'counted', user: USER })
          expect(users.get(instance)).toBeUndefined()
          users.set(instance, client)
          // The first ones wait for each other: by then all that there are have been lent.
          if (users.size === 3) full.abort()
          else if (!full.signal.aborted) await once(full.signal, 'abort')
          expect(await askBroker(broker, lease, 'running')).toBe(true)
          users.delete(instance)
          // Half of them give it back, and half are gone all of a sudden.
          if (index % 2 === 0) await broker.giveBack(lease)
          else client.socket.destroy()
        }),
      )
    })
    expect(counted.starts).toBe(3)
  })

  test('get the same error of a failed start', async ({ main, worker }) => {
    let starts = 0
    const command = (): string => {
      starts++
      return 'false'
    }
    main.share([{ service: service('broken', { command, ready: () => false }) }])
    await worker.meanwhile(async () => {
      const clients = await manyClients(main)
      const asked = clients.map(({ broker }) => broker.borrow({ service: 'broken', user: USER }))
      const results = await Promise.allSettled(asked)
      const codes = results.map((one) => one.status === 'rejected' && (one.reason as Error).name)
      expect(new Set(codes)).toEqual(new Set(['ProcessExitedWithError']))
    })
    expect(starts).toBe(1)
  })
})

describe('a worker that reads nothing', () => {
  const FLOODS: ServiceSpec = {
    command: [
      'sh',
      '-c',
      `head -c ${2 * MEBIBYTE} /dev/zero | tr '\\0' x; echo; echo up; exec sleep 300`,
    ],
    ready: output('up\n'),
  }
  const COUNT = 30

  test('does not block the others, and gets everything when it reads again', async ({
    main,
    worker,
  }) => {
    main.share([{ service: service('floods', FLOODS) }])
    const { socket, broker } = await main.client()
    const { lease } = await broker.borrow({ service: 'floods', user: USER })
    socket.pause()
    const texts = Array.from({ length: COUNT }, () => askBroker(broker, lease, 'text'))
    await worker.meanwhile(async () => {
      const other = await main.client()
      const borrowed = await other.broker.borrow({ service: 'floods', user: USER })
      const text = await askBroker(other.broker, borrowed.lease, 'text')
      expect(text.length).toBeGreaterThan(MEBIBYTE)
      socket.resume()
      for (const one of await Promise.all(texts)) expect(one === text).toBe(true)
    })
  })

  test('is disconnected when it exits', async ({ main, worker }) => {
    main.share([{ service: service('floods', FLOODS) }])
    const { socket, broker } = await main.client()
    const { lease } = await broker.borrow({ service: 'floods', user: USER })
    socket.pause()
    const texts = Array.from({ length: COUNT }, () => askBroker(broker, lease, 'text'))
    const settled = Promise.allSettled(texts)
    await worker.meanwhile(async () => {
      const other = await main.client()
      await other.broker.borrow({ service: 'floods', user: USER })
      socket.destroy()
      await main.isLeftWith([worker.client, other])
      const results = await settled
      expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['rejected']))
    })
  })

  test('blocks outages of the services that it uses, and is named in the error', async ({
    main,
    worker,
  }) => {
    const { socket, broker } = await main.client()
    await broker.borrow({ service: 'sleeper', user: USER })
    socket.pause()
    const { client, lease } = worker
    const request = { lease, user: USER, call: { verb: 'paused' } } as const
    await expect(client.broker.beginOutage({ ...request, budget: 50 })).rejects.toMatchObject({
      code: 'ERR_TIMEOUT_EXPIRED',
      message: expect.stringContaining('Used by: a worker that is too busy to answer'),
    })
    const left = once(socket, 'close')
    socket.destroy()
    await left
    await client.broker.endOutage({ outage: await client.broker.beginOutage(request) })
    expect(await askBroker(client.broker, lease, 'running')).toBe(true)
  })
})
