import { IMPORTS } from '../support/vitest-project.ts'

const SERVICES = `
import { service } from 'vitest-mirakuru'
import { journalled } from './journal'
export const redis = service('redis', journalled('redis'))
export const api = service('api', ({ redis }) => journalled('api', { env: { REDIS: redis.url } }))
`
const SETUP = `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { note } from './journal'
import { redis } from './services'
note('main', process.pid)
export default shareServices([redis])
`

/** A file of five tests: alone, side by side, and from a table. */
const specOf = (name: string): string => `${IMPORTS}
import { api, redis } from './services'
const test = base.extend('redis', { scope: 'file' }, redis).extend('api', { scope: 'file' }, api)
const ask = async ({ port }) => (await fetch('http://127.0.0.1:' + port)).text()
const uses = async ({ redis, api }) => {
  expect([await ask(redis), await ask(api)]).toEqual(['redis', 'api'])
  expect(api.env.REDIS).toBe(redis.url)
}
test('${name} uses them', async ({ redis, api }) => uses({ redis, api }))
test.concurrent('${name} uses them at once', async ({ redis, api }) => uses({ redis, api }))
test.concurrent('${name} uses them at once, too', async ({ redis, api }) => uses({ redis, api }))
describe.each([1, 2])('${name} %s', () => {
  test('uses them', async ({ redis, api }) => uses({ redis, api }))
})
`

/** A shared service, and one of each file that depends on it. */
export const USED: Readonly<Record<string, string>> = {
  'services.ts': SERVICES,
  'setup.ts': SETUP,
  'a.spec.ts': specOf('a'),
  'b.spec.ts': specOf('b'),
}
