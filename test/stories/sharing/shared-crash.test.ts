import { expect, test as base } from 'vitest'
import { IMPORTS, pidsIn, runProject } from '../../support/vitest-project.ts'

const SERVICES = `
import { service } from 'vitest-mirakuru'
import { journalled } from './journal'
export const redis = service('redis', journalled('redis'))
export const handed = service('handed', journalled('handed'))
`
const SETUP = `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { note } from './journal'
import { handed, redis } from './services'
note('set up')
export default shareServices([handed, redis])
`
const START = `${IMPORTS}
import { readFileSync } from 'node:fs'
import { vi } from 'vitest'
import { handed, redis } from './services'
const test = base.extend('redis', { scope: 'file' }, redis).extend('handed', { scope: 'file' }, handed)
const noted = (text) => vi.waitUntil(
  () => readFileSync(process.env.JOURNAL, 'utf8').includes(text), { interval: 5, timeout: 20_000 },
)
const dies = async (service) => {
  process.kill(service.pid, 'SIGKILL')
  await vi.waitUntil(async () => !(await service.running()), { interval: 5, timeout: 20_000 })
}
const answers = async ({ port }) => (await fetch('http://127.0.0.1:' + port)).ok
`
/** Each in a worker of its own, all at the same time. */
const KILLS = `${START}
test('kills', async ({ redis }) => {
  note('port', redis.port)
  await noted('witness-1 runs')
  await noted('witness-2 runs')
  await dies(redis)
})
test('kills: goes on', async ({ redis }) => {
  note('killer goes on')
  note('port', redis.port)
  expect(redis.generation).toBe(2)
  expect(await answers(redis)).toBe(true)
})
`
const WITNESSES = (name: string): string => `${START}
test('${name}', async ({ redis }) => {
  note('${name}', 'runs')
  await noted('killer goes on')
})
test('${name}: goes on', async ({ redis }) => {
  expect(redis.generation).toBe(2)
  expect(await answers(redis)).toBe(true)
})
`
const HANDS_OVER = `${START}
test('hands over', async ({ handed }) => note('port-of-handed', handed.port))
test.afterAll(async ({ handed }) => {
  await dies(handed)
  note('handed is dead')
})
`
const TAKES_OVER = `${START}
test('is the first after it', async ({ handed }) => note('never'))
test('is the second', async ({ handed }) => {
  note('port-of-handed', handed.port)
  expect(await answers(handed)).toBe(true)
})
base.beforeAll(() => noted('handed is dead'), 20_000)
`
const BYSTANDER = `${START}
test('uses nothing', async () => {
  note('witness', 'of nothing')
  await noted('killer goes on')
})
`

const test = base.extend('project', { scope: 'file' }, () =>
  runProject(
    {
      'services.ts': SERVICES,
      'setup.ts': SETUP,
      'kills.spec.ts': KILLS,
      'witness-1.spec.ts': WITNESSES('witness-1'),
      'witness-2.spec.ts': WITNESSES('witness-2'),
      'hands-over.spec.ts': HANDS_OVER,
      'takes-over.spec.ts': TAKES_OVER,
      'bystander.spec.ts': BYSTANDER,
    },
    { config: { globalSetup: './setup.ts', maxWorkers: 6, testTimeout: 20_000 } },
  ),
)
test.beforeAll(({ project }) => expect(project.output).toContain('Test Files'))

const crash = (name: string): RegExp =>
  new RegExp(
    `^ServiceCrashed: ${name} crashed: it was killed by SIGKILL, \\d+ ms after it was ready\\.`,
  )
const passed = { status: 'passed', errors: '' }

test('a crash fails all tests that use the service, in all workers', ({ project }) => {
  for (const name of ['kills', 'witness-1', 'witness-2']) {
    expect(project.tests[name]?.errors, name).toMatch(crash('redis'))
  }
  expect(project.tests['uses nothing']).toEqual(passed)
})

test('the service runs again for their next tests, at the same address', ({ project }) => {
  for (const name of ['kills', 'witness-1', 'witness-2']) {
    expect(project.tests[`${name}: goes on`], name).toEqual(passed)
  }
  const ports = project.journal.filter((line) => line.startsWith('port '))
  expect([ports.length, new Set(ports).size]).toEqual([2, 1])
  expect(pidsIn(project.journal, 'redis')).toHaveLength(2)
})

test('a crash without a running test fails the next one, in any file', ({ project }) => {
  expect(project.tests['hands over']).toEqual(passed)
  expect(project.tests['is the first after it']?.errors).toMatch(crash('handed'))
  expect(project.tests['is the second']).toEqual(passed)
  const ports = project.journal.filter((line) => line.startsWith('port-of-handed '))
  expect([ports.length, new Set(ports).size]).toEqual([2, 1])
})

test('no process remains', ({ project }) => {
  expect(pidsIn(project.journal)).toHaveLength(4)
  expect(project.surviving).toEqual([])
})
