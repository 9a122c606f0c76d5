import { expect, test as base } from 'vitest'
import { extend, http, service, type Resources } from 'vitest-mirakuru'

function handOver(name: string) {
  return ({ port }: Resources) => ['node', 'test/recipes/hand-over.js', name, port]
}

const kitchen = service('kitchen', { command: handOver('kitchen'), ready: http() })

const counter = service('counter', {
  needs: { kitchen },
  command: handOver('counter'),
  env: ({ kitchen }) => ({ NEXT_URL: kitchen.url }),
  ready: http(),
})

const waiter = service('waiter', {
  needs: { counter },
  command: handOver('waiter'),
  env: ({ counter }) => ({ NEXT_URL: counter.url }),
  ready: http(),
})

const test = extend(base, { waiter, kitchen })

test('a request goes all the way', async ({ waiter }) => {
  const response = await fetch(waiter.url)
  expect(await response.json()).toEqual(['waiter', 'counter', 'kitchen'])
})

test('an outage at the end of the chain is reported at its front', async ({ waiter, kitchen }) => {
  await kitchen.stopped(async () => {
    expect((await fetch(waiter.url)).status).toBe(502)
  })
})
