import { describe, expect } from 'vitest'
import { service, type ServiceSpec } from 'vitest-mirakuru'
import type { BrokerCalls } from '../../../src/fixtures/sharing/protocol/protocol.ts'
import { test as withMain, undisturbed, USER, type Client } from '../../support/sharing-main.ts'
import { askBroker } from '../../support/ask-broker.ts'

const SLEEPS: ServiceSpec = { command: ['sleep', '300'] }

/** With a worker that uses a service, as it should, and one that does not behave. */
const test = withMain.extend('workers', async ({ main }) => {
  main.share([{ service: service('sleeper', SLEEPS) }, { service: service('other', SLEEPS) }])
  const good = await main.client()
  const { lease } = await good.broker.borrow({ service: 'sleeper', user: USER })
  const meanwhile = (body: () => Promise<unknown>): Promise<void> => undisturbed(good, lease, body)
  return { good, lease, bad: await main.client(), meanwhile }
})

/** Calls a function with whatever one wants. */
function ask({ broker }: Client, name: keyof BrokerCalls, ...args: unknown[]): Promise<unknown> {
  return broker.$call(name, ...(args as [never]))
}

const NOTHINGS = [undefined, null, 5, '', [], {}, true]

describe('a call with wrong arguments gets an error', () => {
  test.for<keyof BrokerCalls>([
    'borrow',
    'ask',
    'restartCrashed',
    'start',
    'restart',
    'beginOutage',
  ])('%s', async (name, { main, workers: { good, bad, meanwhile } }) => {
    await meanwhile(async () => {
      for (const nothing of [...NOTHINGS, { lease: 'nothing', user: USER, service: 'nothing' }]) {
        await expect(ask(bad, name, nothing), JSON.stringify(nothing)).rejects.toThrow(/./)
      }
      await expect(ask(bad, name)).rejects.toThrow(/./)
    })
    bad.socket.destroy()
    await main.isLeftWith([good])
  })

  test.for<keyof BrokerCalls>(['giveBack', 'ownerEnded'])(
    'or does nothing: %s',
    async (name, { main, workers: { good, bad, meanwhile } }) => {
      await meanwhile(async () => {
        for (const nothing of [...NOTHINGS, 'nothing'])
          await ask(bad, name, nothing).catch(() => {})
        await ask(bad, name).catch(() => {})
      })
      bad.socket.destroy()
      await main.isLeftWith([good])
    },
  )

  test('beginOutage with invalid options', async ({ workers: { bad, meanwhile } }) => {
    const { broker } = bad
    const { lease } = await broker.borrow({ service: 'other', user: USER })
    const request = { lease, user: USER }
    await meanwhile(async () => {
      for (const options of [5, { timeout: 'long' }, { nonsense: 1 }]) {
        const call = { verb: 'stopped', options }
        await expect(ask(bad, 'beginOutage', { ...request, call })).rejects.toThrow(TypeError)
      }
    })
    expect(await askBroker(broker, lease, 'running')).toBe(true)
  })

  test('the arguments of waitFor() and text()', async ({ workers: { bad, meanwhile } }) => {
    const { lease } = await bad.broker.borrow({ service: 'other', user: USER })
    const askAbout = (query: unknown, ...args: unknown[]): Promise<unknown> =>
      ask(bad, 'ask', { lease, query, args })
    await meanwhile(async () => {
      for (const query of [...NOTHINGS, 'nonsense', 'constructor', '__proto__', 'toString']) {
        await expect(askAbout(query)).rejects.toThrow('There is no query ')
      }
      await expect(ask(bad, 'ask', { lease, query: 'running' })).rejects.toThrow(TypeError)
      for (const pattern of [undefined, null, 5, '', {}]) {
        await expect(askAbout('waitFor', pattern, {})).rejects.toThrow(
          'Expected `pattern` of waitFor() to be a non-empty string or a RegExp, got ',
        )
      }
      for (const options of [null, 5, { timeout: 'long' }, { nonsense: 1 }]) {
        const asked = askAbout('waitFor', 'x', options)
        await expect(asked, JSON.stringify(options)).rejects.toThrow(TypeError)
      }
      for (const since of [null, 'start', -1, {}]) {
        await expect(askAbout('text', since)).rejects.toThrow(
          'Expected the mark to be a value returned by mark(), got ',
        )
      }
    })
    await expect(askAbout('waitFor', 'never', { timeout: 20 })).rejects.toMatchObject({
      name: 'TimeoutError',
    })
  })
})

test('an unknown or released lease is rejected', async ({ workers: { lease, bad } }) => {
  await expect(askBroker(bad.broker, lease.replace('@1', '@2'), 'running')).rejects.toThrow(
    'already released',
  )
  const own = await bad.broker.borrow({ service: 'other', user: USER })
  await bad.broker.giveBack(own.lease)
  await bad.broker.giveBack(own.lease)
  await expect(askBroker(bad.broker, own.lease, 'running')).rejects.toThrow('already released')
})
