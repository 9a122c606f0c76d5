import { spawnSync } from 'node:child_process'
import { expect, test as base } from 'vitest'
import { output, service } from 'vitest-mirakuru'

const quotes = service('quotes', {
  command: 'python3 test/recipes/quotes.py',
  // Python buffers its output unless it goes to a terminal.
  env: { PYTHONUNBUFFERED: 1 },
  ready: output(/on port (?<port>\d+)/),
  url: ({ captures }) => `http://127.0.0.1:${captures['port']}`,
})

const test = base.extend('quotes', { scope: 'file' }, quotes)

const isMissing = spawnSync('python3', ['--version']).status !== 0
test.beforeEach(({ skip }) => skip(isMissing, 'python3 is not installed'))

test('a quote is given', async ({ quotes }) => {
  const response = await fetch(quotes.url)
  expect(await response.text()).toBe('Readiness is all.')
})
