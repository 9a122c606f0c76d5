import { expect, test as base } from 'vitest'
import { IMPORTS, pidsIn, runProject } from '../../support/vitest-project.ts'

const KINDS = [
  { name: 'forks', pool: 'forks' },
  { name: 'forks, not isolated', pool: 'forks', isolate: false },
  { name: 'threads', pool: 'threads' },
  { name: 'threads, not isolated', pool: 'threads', isolate: false },
  { name: 'vmForks', pool: 'vmForks' },
  { name: 'vmThreads', pool: 'vmThreads' },
]
const FILES = ['stops', 'stops-later', 'crashes']

const SERVICES = `
import { service } from 'vitest-mirakuru'
import { journalled } from './journal'
export const redis = service('redis', journalled('redis'))
export const db = service('db', journalled('db'))
export const api = service('api', ({ db, redis }) =>
  journalled('api', { env: { DB: db.url, REDIS: redis.url } }),
)
export const battered = service('battered', journalled('battered', { onCrash: 'ignore' }))
`
const SETUP = `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { api, battered, db, redis } from './services'
export default shareServices([
  redis,
  { service: api, per: 'worker' },
  { service: battered, per: 'worker' },
  { service: db, per: 'worker' },
])
`
/** Whoever is alone with an instance can make a folder in its directory. */
const SPEC = (name: string): string => `${IMPORTS}
import { mkdirSync, rmdirSync } from 'node:fs'
import { api, battered, db, redis } from './services'
const test = base
  .extend('redis', { scope: 'worker' }, redis)
  .extend('db', { scope: 'file' }, db)
  .extend('api', { scope: 'file' }, api)
  .extend('battered', { scope: 'file' }, battered)
const ask = async ({ port }) => (await fetch('http://127.0.0.1:' + port)).text()

test.beforeAll(({ db, battered }) => {
  mkdirSync(db.dir + '/mine')
  mkdirSync(battered.dir + '/mine')
})
test.afterAll(({ db, battered }) => {
  rmdirSync(db.dir + '/mine')
  rmdirSync(battered.dir + '/mine')
})
test('${name}: has its own', async ({ redis, db, api }) => {
  expect(api.env).toMatchObject({ DB: db.url, REDIS: redis.url })
  expect([await ask(redis), await ask(db), await ask(api)]).toEqual(['redis', 'db', 'api'])
  expect([redis, db, api].map(({ generation }) => generation)).toEqual([1, 1, 1])
})
test('${name}: finds it up', async ({ battered }) => {
  expect(await ask(battered)).toBe('battered')
})
`
const LEAVING: Readonly<Record<string, string>> = {
  stops: `test('leaves it stopped', async ({ battered }) => battered.stop())`,
  'stops-later': `test.afterAll(async ({ battered }) => battered.stop())`,
  crashes: `test('leaves it crashed', ({ battered }) => { process.kill(battered.pid, 'SIGKILL') })`,
}

const test = base.extend('project', { scope: 'file' }, () =>
  runProject(
    {
      'services.ts': SERVICES,
      'setup.ts': SETUP,
      // Without the globalSetup, which the projects need not have.
      'project.config.mjs': `
        import outer from './vitest.config.mjs'
        const { server, testTimeout, hookTimeout } = outer.test
        export default { cacheDir: outer.cacheDir, test: { server, testTimeout, hookTimeout } }
      `,
      ...Object.fromEntries(
        FILES.map((name) => [`${name}.spec.ts`, SPEC(name) + (LEAVING[name] ?? '')]),
      ),
    },
    {
      config: {
        globalSetup: './setup.ts',
        maxWorkers: 2,
        projects: KINDS.map((kind) => ({
          extends: './project.config.mjs',
          test: { ...kind, include: ['*.spec.ts'] },
        })),
      },
    },
  ),
)
test.beforeAll(({ project }) => expect(project.output).toContain('Test Files'))

test('all pools, isolated or not, use the shared services', ({ project }) => {
  expect(project.output).toMatch(/Test Files {2}18 passed \(18\)\n +Tests {2}48 passed \(48\)/)
  expect(project.exitCode, project.output).toBe(0)
})

test('all tests use one instance', ({ project }) => {
  expect(pidsIn(project.journal, 'redis')).toHaveLength(1)
})

test('there are as many instances as workers, kept from file to file', ({ project }) => {
  for (const name of ['db', 'api']) {
    const count = pidsIn(project.journal, name).length
    expect([1, 2], name).toContain(count)
  }
})

test('no process remains', ({ project }) => {
  expect(project.surviving).toEqual([])
})
