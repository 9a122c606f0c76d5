import { describe, expect, test as base } from 'vitest'
import { IMPORTS, pidsIn, runProject, story } from '../../support/vitest-project.ts'

/** `meets` is there only when all that are to meet are starting: each waits for the others' notes. */
const SERVICES = `
import { readFileSync } from 'node:fs'
import { service } from 'vitest-mirakuru'
import { journalled, note } from './journal'
const meets = (name, other) => journalled(name, {
  ready: () => readFileSync(process.env.JOURNAL, 'utf8').includes('start ' + other + ' '),
})
export const redis = service('redis', journalled('redis'))
export const local = service('local', journalled('local'))
export const left = service('left', meets('left', 'right'))
export const right = service('right', meets('right', 'left'))
export const orderApi = service('order-api', ({ left, right: other, redis }) => {
  note('spec', 'order-api')
  return journalled('order-api', { env: { LEFT: left.url, RIGHT: other.url, REDIS: redis.url } })
})
export const web = service('web', ({ orderApi }) =>
  journalled('web', { env: { API: orderApi.url } }),
)
`
const SETUP = `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { left, orderApi, redis, right, web } from './services'
export default shareServices([web, redis, left, { service: orderApi }, { service: right, per: 'run' }])
`
/** Two files that use the same at once: each has a service that comes up with the other's. */
const MEETING = (name: string, other: string): string => `${IMPORTS}
import { readFileSync } from 'node:fs'
import { ${name}, local, redis } from './services'
const test = base
  .extend('redis', { scope: 'file' }, redis)
  .extend('local', { scope: 'file' }, local)
  .extend('again', redis)
  .extend('${name}', ${name})
test('meets on the ${name}', async ({ redis, again, local, ${name} }) => {
  note('uses-${name}', redis.pid)
  await expect.poll(() => readFileSync(process.env.JOURNAL, 'utf8')).toContain('uses-${other} ')
  expect(again.pid).toBe(redis.pid)
  expect(again.url).toBe(redis.url)
  expect(await (await fetch('http://127.0.0.1:' + redis.port)).text()).toBe('redis')
  expect(local.pid).not.toBe(redis.pid)
})
`
const DEPENDENT = `${IMPORTS}
import { left, orderApi, redis, right, web } from './services'
const test = base
  .extend('redis', { scope: 'worker' }, redis)
  .extend('left', { scope: 'worker' }, left)
  .extend('right', { scope: 'worker' }, right)
  .extend('orderApi', { scope: 'worker' }, orderApi)
  .extend('web', { scope: 'file' }, web)
test('depends', async ({ web, orderApi, left, right, redis }) => {
  expect(orderApi.name).toBe('order-api')
  expect(orderApi.env).toMatchObject({ LEFT: left.url, RIGHT: right.url, REDIS: redis.url })
  expect(web.env).toMatchObject({ API: orderApi.url })
})
`

const test = base.extend('project', { scope: 'file' }, () =>
  runProject(
    {
      'services.ts': SERVICES,
      'setup.ts': SETUP,
      'left.spec.ts': MEETING('left', 'right'),
      'right.spec.ts': MEETING('right', 'left'),
      'dependent.spec.ts': DEPENDENT,
    },
    { config: { globalSetup: './setup.ts', maxWorkers: 2 } },
  ),
)
test.beforeAll(({ project }) => expect(project.output).toContain('Test Files'))

test('all tests pass', ({ project }) => {
  expect(project.output).toContain('Tests  3 passed (3)')
  expect(project.exitCode).toBe(0)
})

describe('a listed service', () => {
  test('is one instance for all files and fixtures', ({ project }) => {
    expect(story(project.journal, 'redis')).toBe('start redis, stop redis')
  })

  test('is shared, and each file starts the others itself', ({ project }) => {
    expect(pidsIn(project.journal, 'local')).toHaveLength(2)
  })

  test('starts at once if it is independent, or after its dependencies', ({ project }) => {
    const told = story(project.journal, 'left', 'right', 'order-api', 'web')
    expect(told).toMatch(
      /^start (left|right), start (left|right), spec order-api, start order-api, start web, /,
    )
  })

  test('stops before its dependencies', ({ project }) => {
    const told = story(project.journal, 'left', 'right', 'order-api', 'web', 'redis')
    expect(told).toMatch(/, stop web, stop order-api(, stop (left|right|redis)){3}$/)
  })

  test('is gone at the end', ({ project }) => {
    expect(pidsIn(project.journal)).toHaveLength(7)
    expect(project.surviving).toEqual([])
  })
})
