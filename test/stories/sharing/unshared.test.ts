import { expect, test } from 'vitest'
import { IMPORTS, pidsIn, runProject } from '../../support/vitest-project.ts'

const PROJECT = {
  'services.ts': `
import { service } from 'vitest-mirakuru'
import { journalled } from './journal'
export const redis = service('redis', journalled('redis'))
export const api = service('api', ({ redis }) => journalled('api', { env: { REDIS_URL: redis.url } }))
`,
  'setup.ts': `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { api, redis } from './services'
export default shareServices([api, redis])
`,
}
const options = { config: { globalSetup: './setup.ts' } }

const file = (own: readonly string[]): string => {
  const used = (name: string): string => (own.includes(name) ? `unshared(${name})` : name)
  return `${IMPORTS}
import { unshared } from 'vitest-mirakuru'
import { api, redis } from './services'
const test = base
  .extend('redis', { scope: 'file' }, ${used('redis')})
  .extend('api', { scope: 'file' }, ${used('api')})
test('uses both', async ({ redis, api }) => {
  expect(api.env.REDIS_URL).toBe(redis.url)
})
`
}

test('a file may have its own services beside the shared ones', async () => {
  const files = { 'own.spec.ts': file(['redis', 'api']), 'shared.spec.ts': file([]) }
  const run = await runProject({ ...PROJECT, ...files }, options)
  expect(run.exitCode, run.output).toBe(0)
  expect(pidsIn(run.journal, 'redis')).toHaveLength(2)
  expect(pidsIn(run.journal, 'api')).toHaveLength(2)
})

test('a shared service may use a dependency of the file only if it is unshared, too', async () => {
  const run = await runProject({ ...PROJECT, 'half.spec.ts': file(['redis']) }, options)
  expect(run.exitCode).toBe(1)
  expect(run.output).toContain(
    '"api" is shared and uses the shared "redis", but this file has its own "redis": use unshared(api) as well, or use the shared redis',
  )
})

test('an unshared service may use a shared one', async () => {
  const run = await runProject({ ...PROJECT, 'half.spec.ts': file(['api']) }, options)
  expect(run.exitCode, run.output).toBe(0)
  expect(pidsIn(run.journal, 'redis')).toHaveLength(1)
})
