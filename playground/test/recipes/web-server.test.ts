import { expect, test as base } from 'vitest'
import { http, output, service, type Service } from 'vitest-mirakuru'

const kitchen = service('kitchen', {
  command: ({ port }) => ['node', 'test/recipes/hand-over.js', 'kitchen', port],
  ready: http('/'),
  startTimeout: 60_000,
})

const page = service('page', ({ kitchen }: { kitchen: Service }) => ({
  command: ({ port }) => ['vite', '--port', port, '--strictPort'],
  env: { API_URL: kitchen.url },
  ready: output(/Local: +(?<url>\S+)/),
  url: ({ captures }) => captures['url'] ?? '',
  stopSignal: 'SIGINT',
}))

const test = base
  .extend('kitchen', { scope: 'file' }, kitchen)
  .extend('page', { scope: 'file' }, page)

test('the page asks the kitchen', async ({ page }) => {
  const response = await fetch(new URL('/orders', page.url))
  expect(await response.json()).toEqual(['kitchen'])
})
