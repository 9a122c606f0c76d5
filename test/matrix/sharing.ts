import { IMPORTS } from '../support/vitest-project.ts'

const SERVICES = `
import { service } from 'vitest-mirakuru'
import { journalled } from './journal'
export const redis = service('redis', journalled('redis'))
export const db = service('db', journalled('db'))
export const api = service('api', ({ redis, db }) =>
  journalled('api', { env: { REDIS: redis.url, DB: db.url } }))
export const battered = service('battered', journalled('battered'))
export const lonely = service('lonely', journalled('lonely'))
export const idle = service('idle', journalled('idle'))
`
const SETUP = `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { api, battered, db, idle, lonely, redis } from './services'
const perWorker = [api, db].map((service) => ({ service, per: 'worker' }))
export default shareServices([redis, battered, lonely, idle, ...perWorker])
`
const SPEC = (file: string): string => `${IMPORTS}
import { inject } from 'vitest'
import { unshared } from 'vitest-mirakuru'
import { api, battered, db, idle, lonely, redis } from './services'
const test = base
  .extend('redis', { scope: 'worker' }, redis)
  .extend('db', { scope: 'file' }, db)
  .extend('api', { scope: 'file' }, api)
  .extend('idle', { scope: 'file' }, idle)
  .extend('battered', { scope: 'file' }, battered)
  .extend('lonely', { scope: 'file' }, unshared(lonely))
const ask = async ({ port }) => (await fetch('http://127.0.0.1:' + port)).text()
describe(inject('slug'), () => {
  test('${file} shares', async ({ redis, db, api }) => {
    expect([await ask(redis), await ask(db), await ask(api)]).toEqual(['redis', 'db', 'api'])
    expect(api.env).toMatchObject({ REDIS: redis.url, DB: db.url })
    expect([redis, db, api].map(({ generation }) => generation)).toEqual([1, 1, 1])
  })
  test('${file} takes away what is shared', async ({ battered }) => {
    let before
    await battered.stopped(async () => {
      // Others may have taken it away until now.
      before = battered.generation
      expect(await battered.running()).toBe(false)
      await expect(ask(battered)).rejects.toThrow()
    })
    expect(await ask(battered)).toBe('battered')
    expect(battered.generation).toBe(before + 1)
  })
  test('${file} takes away its own', async ({ lonely }) => {
    await lonely.stopped(() => expect(ask(lonely)).rejects.toThrow())
    expect(lonely.generation).toBe(2)
  })
})
`

export const SHARING: Readonly<Record<string, string>> = {
  'services.ts': SERVICES,
  'setup.ts': SETUP,
  'a-sharing.spec.ts': SPEC('a'),
  'b-sharing.spec.ts': SPEC('b'),
}
