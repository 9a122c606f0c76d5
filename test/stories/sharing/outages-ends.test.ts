import { fileURLToPath } from 'node:url'
import { expect, test as base } from 'vitest'
import { IMPORTS, runProject } from '../../support/vitest-project.ts'

const journals = fileURLToPath(new URL('../../processes/journals.mjs', import.meta.url))

/** `sulky` does not start when there is a flag, which is gone then. */
const SERVICES = `
import { service, tcp } from 'vitest-mirakuru'
import { journalled } from './journal'
export const early = service('early', journalled('early'))
export const late = service('late', journalled('late'))
export const sulky = service('sulky', {
  command: ({ port }) => [
    'sh', '-c', 'rm flag 2> /dev/null && exit 1; exec "$@"', 'sh', process.execPath, '${journals}', 'sulky', port,
  ],
  ready: tcp(),
})
`
const SETUP = `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { early, late, sulky } from './services'
export default shareServices([early, late, sulky])
`
const BEGIN = `${IMPORTS}
import { existsSync, writeFileSync } from 'node:fs'
import { vi } from 'vitest'
import { early, late, sulky } from './services'
const test = base
  .extend('early', { scope: 'file' }, early)
  .extend('late', { scope: 'file' }, late)
  .extend('sulky', { scope: 'file' }, sulky)
const answers = async ({ url }) => {
  const response = await fetch(url.replace('tcp:', 'http:'), { headers: { connection: 'close' } })
  return response.text()
}
const there = (name) => vi.waitUntil(() => existsSync(name), { timeout: 20_000, interval: 5 })
`
const AFTER_ALL = `${BEGIN}
test.beforeAll(() => {}, 100)
test('uses it', async ({ late }) => expect(await answers(late)).toBe('late'))
test.afterAll(async ({ late }) => {
  await late.stopped(async () => {
    const back = vi.waitUntil(() => late.running(), { timeout: 400, interval: 20 })
    note('afterAll', await back.then(() => 'interrupted', () => 'undisturbed'))
  })
})
`
const BEFORE_ALL = `${BEGIN}
test.beforeAll(async ({ early }) => early.stop(), 0)
describe.concurrent('then', () => {
  test('one has it back', async ({ early }) => expect(await answers(early)).toBe('early'))
  test('another, too', async ({ early }) => expect(await answers(early)).toBe('early'))
})
`
const TAKER = `${BEGIN}
test('cannot have it back', async ({ sulky }) => {
  await there('used')
  await sulky.stopped(() => writeFileSync('flag', ''))
})
`
const USER = `${BEGIN}
test.for(Array.from({ length: 40 }, (_, i) => i))('round %i', async (_, { sulky }) => {
  writeFileSync('used', '')
  for (let i = 0; i < 5; i++) expect(await answers(sulky)).toBe('sulky')
})
`

const test = base.extend('project', { scope: 'file' }, () =>
  runProject(
    {
      'services.ts': SERVICES,
      'setup.ts': SETUP,
      'after.spec.ts': AFTER_ALL,
      'before.spec.ts': BEFORE_ALL,
      'taker.spec.ts': TAKER,
      'user.spec.ts': USER,
    },
    { config: { globalSetup: './setup.ts', maxWorkers: 2, testTimeout: 20_000 } },
  ),
)
test.beforeAll(({ project }) => expect(project.output).toContain('Test Files'))

test('a lock of an `afterAll` may last longer than a `beforeAll` may', ({ project }) => {
  expect(project.journal).toContain('afterAll undisturbed')
})

test('the lock of a `beforeAll` without a timeout ends before concurrent tests', ({ project }) => {
  expect(project.tests['then one has it back']).toEqual({ status: 'passed', errors: '' })
  expect(project.tests['then another, too']).toEqual({ status: 'passed', errors: '' })
})

test('a service that cannot start after an outage starts for the blocked tests', ({ project }) => {
  const { 'cannot have it back': taker, ...tests } = project.tests
  expect(taker?.errors).toContain('sulky exited with code 1 before it was ready')
  expect(Object.values(tests).filter(({ status }) => status !== 'passed')).toEqual([])
  expect(project.surviving).toEqual([])
})
