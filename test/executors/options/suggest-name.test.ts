import { expect, test } from 'vitest'
import { closestMatch } from '../../../src/executors/options/suggest-name.ts'

const OPTIONS = ['port', 'ports', 'startTimeout', 'stopTimeout', 'stopSignal', 'uid']

test.each([
  ['prot', 'port'],
  ['PORT', 'port'],
  ['startTimout', 'startTimeout'],
  ['starttimeout', 'startTimeout'],
  ['stoptimeout', 'stopTimeout'],
  ['stopSingal', 'stopSignal'],
  ['uids', 'uid'],
])('%s is a typo of %s', (word, meant) => {
  expect(closestMatch(word, OPTIONS)).toBe(meant)
})

test.each(['timeout', 'command', 'x', ''])('%j is not a typo', (word) => {
  expect(closestMatch(word, OPTIONS)).toBeUndefined()
})

test('a missing letter is closer than another word, and the first of two equals wins', () => {
  expect(closestMatch('redis-serve', ['redis-cli', 'redis-server', 'redis-sever'])).toBe(
    'redis-server',
  )
})

test('there is no suggestion without candidates', () => {
  expect(closestMatch('port', [])).toBeUndefined()
})
