import { describe, expect } from 'vitest'
import { service, type ServiceSpec } from 'vitest-mirakuru'
import type { BrokerCalls } from '../../../src/fixtures/sharing/protocol/protocol.ts'
import { test as withMain, undisturbed, USER, type Client } from '../../support/sharing-main.ts'

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

describe('a call with wrong arguments is answered with an error', () => {
  test.for<keyof BrokerCalls>([
    'borrow',
    'running',
    'waitForExit',
    'text',
    'mark',
    'waitFor',
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
    const request = { lease, user: USER, isOpen: false }
    await meanwhile(async () => {
      for (const options of [5, { timeout: 'long' }, { nonsense: 1 }]) {
        const absence = { kind: 'stopped', options }
        await expect(ask(bad, 'beginOutage', { ...request, absence })).rejects.toThrow(TypeError)
      }
    })
    expect(await broker.running(lease)).toBe(true)
  })

  test('the arguments of waitFor() and text()', async ({ workers: { bad, meanwhile } }) => {
    const { lease } = await bad.broker.borrow({ service: 'other', user: USER })
    await meanwhile(async () => {
      for (const pattern of [undefined, null, 5, '', {}]) {
        await expect(ask(bad, 'waitFor', { lease, pattern })).rejects.toThrow(
          'Expected `pattern` of waitFor() to be a non-empty string or a RegExp, got ',
        )
      }
      for (const options of [null, 5, { timeout: 'long' }, { nonsense: 1 }]) {
        const asked = ask(bad, 'waitFor', { lease, pattern: 'x', options })
        await expect(asked, JSON.stringify(options)).rejects.toThrow(TypeError)
      }
      for (const since of [null, 'start', -1, {}]) {
        await expect(ask(bad, 'text', { lease, since })).rejects.toThrow(
          'Expected the mark to be a value returned by mark(), got ',
        )
      }
    })
    const timeout = { lease, pattern: 'never', options: { timeout: 20 } }
    await expect(bad.broker.waitFor(timeout)).rejects.toMatchObject({ name: 'TimeoutError' })
  })
})

test('a lease that is unknown or released is refused', async ({ workers: { lease, bad } }) => {
  await expect(bad.broker.running(lease.replace('@1', '@2'))).rejects.toThrow('already released')
  const own = await bad.broker.borrow({ service: 'other', user: USER })
  await bad.broker.giveBack(own.lease)
  await bad.broker.giveBack(own.lease)
  await expect(bad.broker.running(own.lease)).rejects.toThrow('already released')
})
