import { expect, test as base } from 'vitest'
import { extend, http, output, service } from 'vitest-mirakuru'

const kitchen = service('kitchen', {
  command: ({ port }) => ['node', 'test/recipes/hand-over.js', 'kitchen', port],
  ready: http('/'),
  startTimeout: 60_000,
})

const page = service('page', {
  needs: { kitchen },
  command: ({ port }) => ['vite', '--port', port, '--strictPort'],
  env: ({ kitchen }) => ({ API_URL: kitchen.url }),
  ready: output(/Local: +(?<url>\S+)/),
  url: ({ captures }) => captures['url'] ?? '',
  stopSignal: 'SIGINT',
})

const test = extend(base, { page })

test('the page asks the kitchen', async ({ page }) => {
  const response = await fetch(new URL('/orders', page.url))
  expect(await response.json()).toEqual(['kitchen'])
})
