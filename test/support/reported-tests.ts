import { FAILING_AT_ONCE, TALKING } from './log-project.ts'

const FIRST = `
import { test as base, expect } from 'vitest'
import { shared, say, talker } from './services'
const test = base.extend('api', { scope: 'file' }, talker('api')).extend('shared', { scope: 'file' }, shared)

test('passes', async ({ api }) => {
  await say(api, 'of a test that passes')
})
test('fails', async ({ api, shared }) => {
  await say(api, '\\x1b[31mred\\x1b[0m <b>"quoted"</b>')
  await shared.output.waitFor('listening')
  await say(shared, 'from main')
  await shared.output.waitFor('from main')
  await say(api, 'token ' + api.env.API_TOKEN, 'stderr')
  throw new Error('on purpose')
})
test('fails in silence', async ({ api }) => {
  throw new Error('silent')
})
test('fails without services', () => {
  throw new Error('alone')
})
`

const SECOND = `
import { test as base, describe, expect } from 'vitest'
import { say, talker } from './services'
const test = base.extend('api', { scope: 'file' }, talker('api')).extend('own', talker('own'))

test('fails twice', { retry: 1 }, async ({ api, task }) => {
  await say(api, 'try ' + task.result.retryCount)
  throw new Error('try ' + task.result.retryCount)
})
test('passes at last', { retry: 1 }, async ({ api, task }) => {
  await say(api, 'of a retry')
  if (task.result.retryCount === 0) throw new Error('first')
})
test('is not retried', { retry: { count: 1, condition: /other/ } }, async ({ api }) => {
  await say(api, 'the only try')
  throw new Error('one')
})
test('made good in each repetition', { repeats: 1, retry: 1 }, async ({ api, task }) => {
  await say(api, 'made good')
  tries++
  if (tries % 2 === 1) throw new Error('first')
})
let tries = 0
test.fails('is to fail', async ({ api }) => {
  await say(api, 'of an expected failure')
  throw new Error('expected')
})
test('is loud', async ({ api }) => {
  await say(api, Array.from({ length: 3000 }, (_, index) => 'x'.repeat(2000) + index).join('\\n'))
  throw new Error('loud')
})
${FAILING_AT_ONCE}`

/** A project whose failing tests have services that print something. It has two files, for two shards. */
export const REPORTED: Readonly<Record<string, string>> = {
  ...TALKING,
  'first.spec.ts': FIRST,
  'second.spec.ts': SECOND,
}
