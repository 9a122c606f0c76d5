import { expect, test as base } from 'vitest'
import { http, service, type Resources, type Service } from 'vitest-mirakuru'

function handOver(name: string) {
  return ({ port }: Resources) => ['node', 'test/recipes/hand-over.js', name, port]
}

const kitchen = service('kitchen', { command: handOver('kitchen'), ready: http() })

const counter = service('counter', ({ kitchen }: { kitchen: Service }) => ({
  command: handOver('counter'),
  env: { NEXT_URL: kitchen.url },
  ready: http(),
}))

const waiter = service('waiter', ({ counter }: { counter: Service }) => ({
  command: handOver('waiter'),
  env: { NEXT_URL: counter.url },
  ready: http(),
}))

const test = base
  .extend('kitchen', { scope: 'file' }, kitchen)
  .extend('counter', { scope: 'file' }, counter)
  .extend('waiter', { scope: 'file' }, waiter)

test('a request goes all the way', async ({ waiter }) => {
  const response = await fetch(waiter.url)
  expect(await response.json()).toEqual(['waiter', 'counter', 'kitchen'])
})

test('what is missing at its end is told at the front', async ({ waiter, kitchen }) => {
  await kitchen.stopped(async () => {
    expect((await fetch(waiter.url)).status).toBe(502)
  })
})
