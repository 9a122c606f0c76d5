import { describe, expect } from 'vitest'
import { output, service, type Service, type ServiceSpec } from 'vitest-mirakuru'
import { Deferred } from '../../../src/fixtures/outages/deferred.ts'
import type { User } from '../../../src/fixtures/outages/user.ts'
import { test as withMain, USER, type Client, type Main } from '../../support/sharing-main.ts'
import { askBroker } from '../../support/ask-broker.ts'
import { sendSignal } from '../../support/send-signal.ts'

const SLEEPS: ServiceSpec = { command: ['sleep', '300'] }
const STOPPED = { call: { verb: 'stopped' } } as const
const STOP = { call: { verb: 'stop' } } as const

const test = withMain.extend('shared', async ({ main }): Promise<Main> => {
  main.share([{ service: service('redis', SLEEPS) }, { service: service('api', SLEEPS) }])
  return main
})

async function borrow({ broker }: Client, name: string, user: User = USER): Promise<string> {
  return (await broker.borrow({ service: name, user })).lease
}

/** Whether it does not settle until what was asked before has been answered. */
async function isPending(
  work: Promise<unknown>,
  { broker }: Client,
  lease: string,
): Promise<boolean> {
  let pending = true
  work.then(
    () => (pending = false),
    () => (pending = false),
  )
  for (let i = 0; i < 20; i++) await askBroker(broker, lease, 'running')
  return pending
}

describe('overlapping outages of one test', () => {
  test('end one by one', async ({ shared }) => {
    const taker = await shared.client()
    const request = async (name: string) => ({ lease: await borrow(taker, name), user: USER })
    const [redis, api] = [await request('redis'), await request('api')]
    const first = await taker.broker.beginOutage({ ...redis, ...STOPPED })
    const second = await taker.broker.beginOutage({ ...api, ...STOPPED })
    await taker.broker.endOutage({ outage: first })
    const third = await taker.broker.beginOutage({ ...redis, ...STOPPED })
    expect(third).not.toBe(second)
    await taker.broker.endOutage({ outage: third })
    expect(await askBroker(taker.broker, redis.lease, 'running')).toBe(true)
    expect(await askBroker(taker.broker, api.lease, 'running')).toBe(false)
    await taker.broker.endOutage({ outage: second })
    expect(await askBroker(taker.broker, api.lease, 'running')).toBe(true)
  })

  test('keep the lock until all of them have ended', async ({ shared }) => {
    const taker = await shared.client()
    let letGoes = 0
    const still = new Deferred()
    const user = await shared.client({ block: () => still.promise, unblock: () => void letGoes++ })
    const lease = await borrow(user, 'redis')
    const request = async (name: string) => ({ lease: await borrow(taker, name), user: USER })
    const [redis, api] = [await request('redis'), await request('api')]
    const restarted = taker.broker.restart(api)
    const waiting = taker.broker.beginOutage({ ...redis, ...STOPPED })
    await restarted
    expect(await isPending(waiting, user, lease)).toBe(true)
    expect(letGoes).toBe(0)
    still.resolve()
    const outage = await waiting
    expect(await askBroker(user.broker, lease, 'running')).toBe(false)
    expect(letGoes).toBe(0)
    await taker.broker.endOutage({ outage })
    expect(await askBroker(user.broker, lease, 'running')).toBe(true)
    await expect.poll(() => letGoes, { interval: 5 }).toBe(1)
  })

  test('end when the stopped service is restarted', async ({ shared }) => {
    const [taker, other] = [await shared.client(), await shared.client()]
    const lease = await borrow(taker, 'redis')
    await taker.broker.beginOutage({ lease, user: USER, ...STOP })
    await taker.broker.restart({ lease, user: USER })
    expect(await askBroker(taker.broker, lease, 'running')).toBe(true)
    await borrow(other, 'redis')
  })

  test('end when the test itself has started the service', async ({ main }) => {
    const redis = service('redis', SLEEPS)
    const api = service('api', { ...SLEEPS, needs: { redis } })
    main.share([{ service: redis }, { service: api }])
    const taker = await main.client()
    const first = { lease: await borrow(taker, 'redis'), user: USER }
    const redisOutage = await taker.broker.beginOutage({ ...first, ...STOPPED })
    const second = { lease: await borrow(taker, 'api'), user: USER }
    const apiOutage = await taker.broker.beginOutage({ ...second, ...STOPPED })
    await taker.broker.endOutage({ outage: apiOutage })
    await taker.broker.endOutage({ outage: redisOutage })
    expect(await askBroker(taker.broker, second.lease, 'running')).toBe(true)
  })

  test('report a crash while another outage of the test is requested', async ({ shared }) => {
    const taker = await shared.client()
    const still = new Deferred()
    const told = new Deferred()
    const user = await shared.client({
      block: () => still.promise,
      crashed: () => {
        told.resolve()
        return false
      },
    })
    const lease = await borrow(user, 'api')
    const redis = { lease: await borrow(taker, 'redis'), user: USER }
    const { lease: own, snapshot } = await taker.broker.borrow({ service: 'api', user: USER })
    const outage = await taker.broker.beginOutage({ ...redis, ...STOPPED })
    const second = taker.broker.beginOutage({ lease: own, user: USER, ...STOPPED })
    await askBroker(taker.broker, own, 'running')
    sendSignal(snapshot.pid, 'SIGKILL')
    await expect.poll(() => askBroker(user.broker, lease, 'running'), { interval: 5 }).toBe(false)
    still.resolve()
    await expect(second).rejects.toThrow('api was killed by SIGKILL before it was stopped')
    await taker.broker.endOutage({ outage })
    await told.promise
    expect(await user.broker.restartCrashed(lease)).toBeUndefined()
    expect(await askBroker(user.broker, lease, 'running')).toBe(true)
  })
})

describe('between two locks', () => {
  test('the queue waits for a test that may begin', async ({ shared }) => {
    const [first, second] = [await shared.client(), await shared.client()]
    const other = await shared.client({ block: () => new Promise<void>(() => {}) })
    const [mine, yours] = [await borrow(first, 'redis'), await borrow(second, 'redis')]
    const user = { id: 'second', test: 'second', name: 'second' }
    const outage = await first.broker.beginOutage({ lease: mine, user: USER, ...STOPPED })
    const borrowed = borrow(other, 'redis', { id: 'third', name: 'third' })
    const taken = second.broker.beginOutage({ lease: yours, user, ...STOPPED })
    expect(await isPending(Promise.race([borrowed, taken]), first, mine)).toBe(true)
    await first.broker.endOutage({ outage })
    const lease = await borrowed
    expect(await isPending(taken, other, lease)).toBe(true)
    expect(await askBroker(other.broker, lease, 'running')).toBe(true)
    other.socket.destroy()
    await second.broker.endOutage({ outage: await taken })
  })
})

test('a service that a worker borrows while the lock waits for it is affected, too', async ({
  main,
}) => {
  const redis = service('redis', SLEEPS)
  const up = new Deferred()
  const ready = async (): Promise<boolean> => up.promise.then(() => true)
  const api = service('api', ({ redis: { dir } }: { redis: Service }) => ({
    ...SLEEPS,
    cwd: dir,
    ready,
  }))
  main.share([{ service: redis }, { service: api }])
  const still = new Deferred()
  const [taker, user] = [await main.client(), await main.client({ block: () => still.promise })]
  const lease = await borrow(taker, 'redis')
  await borrow(user, 'redis')
  const taken = taker.broker.beginOutage({ lease, user: USER, ...STOPPED })
  const borrowed = user.broker.borrow({ service: 'api', user: USER })
  await expect.poll(() => main.instances.length, { interval: 5 }).toBe(2)
  still.resolve()
  expect(await isPending(taken, taker, lease)).toBe(true)
  up.resolve()
  const { lease: dependent, snapshot } = await borrowed
  const outage = await taken
  sendSignal(snapshot.pid, 'SIGKILL')
  await expect.poll(() => askBroker(user.broker, dependent, 'running'), { interval: 5 }).toBe(false)
  await taker.broker.endOutage({ outage })
  expect(await askBroker(user.broker, dependent, 'running')).toBe(true)
  expect(await user.broker.restartCrashed(dependent)).toBeUndefined()
})

test('a worker that does not answer after a crash delays others only briefly', async ({
  shared,
}) => {
  const [user, other] = [await shared.client(), await shared.client()]
  await borrow(user, 'redis')
  const { lease, snapshot } = await other.broker.borrow({ service: 'redis', user: USER })
  user.socket.pause()
  sendSignal(snapshot.pid, 'SIGKILL')
  await expect.poll(() => askBroker(other.broker, lease, 'running'), { interval: 5 }).toBe(false)
  expect(await other.broker.restartCrashed(lease)).toBeUndefined()
  expect(await askBroker(other.broker, lease, 'running')).toBe(true)
})

test('a worker knows of a crash before it learns that the service does not run', async ({
  main,
}) => {
  // What is left behind holds the output, which the error waits for.
  const redis = service('redis', {
    command: 'sleep 300 & echo up; exec sleep 300',
    shell: true,
    ready: output('up'),
  })
  main.share([{ service: redis }])
  const told: string[] = []
  const crashed = ({ error }: { readonly error?: Error | undefined }): boolean => {
    told.push(error?.name ?? 'nothing')
    return true
  }
  const user = await main.client({ crashed })
  const { lease, snapshot } = await user.broker.borrow({ service: 'redis', user: USER })
  sendSignal(snapshot.pid, 'SIGKILL')
  await expect.poll(() => askBroker(user.broker, lease, 'running'), { interval: 1 }).toBe(false)
  expect(told).toEqual(['ServiceCrashed'])
  expect(await user.broker.restartCrashed(lease)).toBeUndefined()
})
