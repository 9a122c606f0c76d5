import { expect, test } from 'vitest'
import { IMPORTS, pidsIn, runProject } from '../../support/vitest-project.ts'

const SERVICES = `
import { service } from 'vitest-mirakuru'
import { journalled } from './journal'
export const redis = service('redis', journalled('redis'))
export const api = service('api', ({ redis }) => ({
  ...journalled('api'),
  env: { REDIS: redis.port },
}))
`
const SETUP = (list: string): string => `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { api, redis } from './services'
export default shareServices([${list}])
`
const SMALL = `${IMPORTS}
import { redis } from './services'
const test = base.extend('redis', redis)
test('small', ({ redis }) => note('used', redis.port))
`
const LARGE = `${IMPORTS}
import { api, redis } from './services'
const test = base.extend('redis', redis).extend('api', api)
test('large', ({ redis, api }) => expect(api.env.REDIS).toBe(String(redis.port)))
`

const project = (name: string): object => ({
  extends: true,
  test: { name, include: [`${name}.spec.ts`], globalSetup: `./${name}.ts` },
})

test('projects with different lists have separate services', async () => {
  const { tests, output, journal, surviving } = await runProject(
    {
      'services.ts': SERVICES,
      'small.ts': SETUP('redis'),
      'large.ts': SETUP('redis, api'),
      'small.spec.ts': SMALL,
      'large.spec.ts': LARGE,
    },
    { config: { projects: [project('small'), project('large')] } },
  )
  expect(tests, output).toEqual({
    small: { status: 'passed', errors: '' },
    large: { status: 'passed', errors: '' },
  })
  expect(pidsIn(journal, 'redis')).toHaveLength(2)
  expect(surviving).toEqual([])
})
