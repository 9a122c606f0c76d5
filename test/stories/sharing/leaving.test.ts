import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { output, service, type ServiceSpec } from 'vitest-mirakuru'
import { temporaryDirectory } from '../../support/temporary-directory.ts'
import { test as withMain, undisturbed, USER, type Client } from '../../support/sharing-main.ts'
import { askBroker } from '../../support/ask-broker.ts'

const SLEEPS: ServiceSpec = { command: ['sleep', '300'] }
const OTHER_USER = { id: 'test-2', test: 'test-2', name: 'test "b" of b.test.ts' }
const STOPPED = { call: { verb: 'stopped' } } as const

/** With a worker that uses a service of its own all the time. */
const test = withMain.extend('worker', async ({ main }) => {
  main.share([{ service: service('sleeper', SLEEPS) }])
  const client = await main.client()
  const { lease } = await client.broker.borrow({ service: 'sleeper', user: USER })
  const meanwhile = (body: () => Promise<unknown>): Promise<void> =>
    undisturbed(client, lease, body)
  return { client, meanwhile }
})

/** Something that happens when the test wants it. */
class Event {
  happen: () => void = () => {}
  readonly happened: Promise<void> = new Promise((resolve) => (this.happen = resolve))
}

/** A service that is ready when it may be, and tells when it starts. */
class Slow {
  readonly started = new Event()
  readonly mayBeReady = new Event()
  starts = 0
  readonly fixture = service('slow', {
    command: () => {
      this.starts++
      return ['sleep', '300']
    },
    ready: async () => {
      this.started.happen()
      await this.mayBeReady.happened
      return true
    },
  })
}

const BORROW = { service: 'slow', user: USER }

/** A call whose answer never comes, since the worker has left. */
function unanswered(call: Promise<unknown>): Promise<void> {
  return expect(call).rejects.toThrow("The connection to Vitest's main process was closed")
}

/** It runs, and can be taken away by others. */
async function isBack({ broker }: Client, lease: string): Promise<void> {
  expect(await askBroker(broker, lease, 'running')).toBe(true)
  await broker.restart({ lease, user: OTHER_USER })
  expect(await askBroker(broker, lease, 'running')).toBe(true)
}

describe('a worker that disconnects while it waits for a service', () => {
  test('leaves the start to the next workers', async ({ main, worker }) => {
    const slow = new Slow()
    main.share([{ service: slow.fixture }])
    const [first, second] = [await main.client(), await main.client()]
    await worker.meanwhile(async () => {
      const left = unanswered(first.broker.borrow(BORROW))
      await slow.started.happened
      first.socket.destroy()
      await left
      await main.isLeftWith([worker.client, second])
      const borrowed = second.broker.borrow(BORROW)
      slow.mayBeReady.happen()
      const { lease } = await borrowed
      expect(await askBroker(second.broker, lease, 'running')).toBe(true)
    })
    expect(slow.starts).toBe(1)
  })

  test('releases its own instance', async ({ main, worker }) => {
    const slow = new Slow()
    main.share([{ service: slow.fixture, per: 'worker' }], 1)
    const [first, second, third] = [await main.client(), await main.client(), await main.client()]
    await worker.meanwhile(async () => {
      const left = [unanswered(first.broker.borrow(BORROW))]
      await slow.started.happened
      left.push(unanswered(second.broker.borrow(BORROW)))
      const borrowed = third.broker.borrow(BORROW)
      second.socket.destroy()
      await main.isLeftWith([worker.client, first, third])
      first.socket.destroy()
      await Promise.all(left)
      slow.mayBeReady.happen()
      const { lease } = await borrowed
      expect(await askBroker(third.broker, lease, 'running')).toBe(true)
    })
    expect(slow.starts).toBe(1)
  })
})

describe('a worker that disconnects during an outage', () => {
  /** Which another one uses, that tells when it is asked to hold still, and does when it may. */
  const away = test.extend('away', async ({ main, worker }) => {
    const directory = await temporaryDirectory()
    const gate = join(directory, 'gate')
    const program = `trap 'echo stopping; while [ ! -e "${gate}" ]; do sleep 0.01; done; exit 0' TERM
      echo up; while :; do sleep 0.01; done`
    const spec: ServiceSpec = { command: ['sh', '-c', program], ready: output('up') }
    main.share([{ service: service('stubborn', spec) }])
    const [asked, mayHold, unblock] = [new Event(), new Event(), new Event()]
    const user = await main.client({
      async block() {
        asked.happen()
        await mayHold.happened
      },
      unblock: () => unblock.happen(),
    })
    const taker = await main.client()
    const request = { service: 'stubborn', user: USER }
    const { lease } = await taker.broker.borrow(request)
    const other = await user.broker.borrow({ ...request, user: OTHER_USER })
    const leave = async (): Promise<void> => {
      taker.socket.destroy()
      await main.isLeftWith([worker.client, user])
    }
    const borrowed = { client: user, lease: other.lease, pid: other.snapshot.pid }
    const mayEnd = (): Promise<void> => writeFile(gate, '')
    return {
      taker,
      take: { ...STOPPED, lease, user: USER },
      borrowed,
      asked,
      mayHold,
      letGo: unblock,
      leave,
      mayEnd,
    }
  })

  away('unblocks the workers that were asked to block', async ({ worker, away }) => {
    const { client, lease, pid } = away.borrowed
    await worker.meanwhile(async () => {
      const left = unanswered(away.taker.broker.beginOutage(away.take))
      await away.asked.happened
      await Promise.all([away.leave(), left])
      await away.letGo.happened
      const again = await client.broker.borrow({ service: 'stubborn', user: OTHER_USER })
      expect(again.snapshot.pid).toBe(pid)
      await away.mayEnd()
      away.mayHold.happen()
      await isBack(client, lease)
    })
  })

  away('gets the service started again, even in the middle of a stop', async ({ worker, away }) => {
    const { client, lease, pid } = away.borrowed
    await worker.meanwhile(async () => {
      away.mayHold.happen()
      const left = unanswered(away.taker.broker.beginOutage(away.take))
      await askBroker(client.broker, lease, 'waitFor', 'stopping', {})
      const leaving = Promise.all([away.leave(), left])
      const again = client.broker.borrow({ service: 'stubborn', user: OTHER_USER })
      await away.mayEnd()
      await leaving
      const { snapshot } = await again
      expect(snapshot.pid).not.toBe(pid)
      expect(snapshot.generation).toBe(2)
      await isBack(client, lease)
    })
  })

  away('gets the stopped service started again', async ({ worker, away }) => {
    const { client, lease } = away.borrowed
    await worker.meanwhile(async () => {
      away.mayHold.happen()
      await away.mayEnd()
      await away.taker.broker.beginOutage(away.take)
      expect(await askBroker(client.broker, lease, 'running')).toBe(false)
      await away.leave()
      await away.letGo.happened
      await isBack(client, lease)
    })
  })
})
