import { expect, test } from 'vitest'
import { IMPORTS, pidsIn, story } from '../../support/vitest-project.ts'
import { hasTerminal, inTerminal, KEYS } from '../../support/terminal.ts'
import { WatchedProject } from '../../support/watched-project.ts'

/** `flaky` comes up when its file says so. */
const SERVICES = `
import { existsSync } from 'node:fs'
import { service } from 'vitest-mirakuru'
import { journalled } from './journal'
export const redis = service('redis', journalled('redis'))
export const mine = service('mine', journalled('mine'))
export const flaky = service('flaky', {
  command: ['sh', '-c', 'test -e fixed && exec sleep 300'],
  ready: () => existsSync('fixed'),
})
`
const SETUP = `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { note } from './journal'
import { flaky, mine, redis } from './services'
note('main', process.pid)
export default shareServices([redis, flaky, { service: mine, per: 'worker' }])
`
const FILE = `${IMPORTS}
import { mine, redis } from './services'
const test = base.extend('redis', { scope: 'file' }, redis).extend('mine', { scope: 'file' }, mine)
test('uses them', async ({ redis, mine }) => {
  expect(await (await fetch('http://127.0.0.1:' + redis.port)).text()).toBe('redis')
  note('uses', 'redis')
})
`
const FLAKY = `${IMPORTS}
import { flaky } from './services'
const test = base.extend('flaky', { scope: 'file' }, flaky)
test('uses the flaky one', async ({ flaky }) => {})
`
const FILES = { 'services.ts': SERVICES, 'setup.ts': SETUP, 'a.spec.ts': FILE }
const CONFIG = { globalSetup: './setup.ts', maxWorkers: 1 }

test('services keep running from rerun to rerun, until the watcher ends', async () => {
  await using project = await WatchedProject.start({ ...FILES, 'b.spec.ts': FLAKY }, CONFIG)
  expect(await project.hasRun()).toMatch(/ProcessExitedWithError: flaky exited with code 1 before/)
  const services = await project.surviving()
  expect(services).toHaveLength(2)

  // A start that failed is tried anew, and what is up stays.
  await project.write('fixed', '')
  expect(await project.edit('b.spec.ts', `${FLAKY}// changed`)).toContain('Tests  1 passed (1)')
  expect(await project.edit('a.spec.ts', `${FILE}// changed`)).toContain('Tests  1 passed (1)')
  expect(await project.surviving()).toEqual(services)
  expect(story(await project.journal(), 'redis')).toBe('start redis, uses redis, uses redis')

  // A comment changes nothing, and a declaration only its own service.
  const all = 'Tests  2 passed (2)'
  expect(await project.edit('services.ts', `${SERVICES}// changed`)).toContain(all)
  expect(await project.surviving()).toEqual(services)
  const edited = SERVICES.replace(
    "journalled('mine')",
    "journalled('mine', { stopTimeout: 9_000 })",
  )
  expect(await project.edit('services.ts', edited)).toContain(all)
  const journal = await project.journal()
  expect(pidsIn(journal, 'redis')).toHaveLength(1)
  expect(pidsIn(journal, 'mine')).toHaveLength(2)
  expect(await project.surviving()).toHaveLength(2)

  process.kill(await project.main(), 'SIGTERM')
  await project.ended
  await project.leavesNothing()
})

test.skipIf(!hasTerminal).for(KEYS)(
  'services stop with a watcher that is ended by %s',
  async ([, keys]) => {
    await using project = await WatchedProject.start(FILES, CONFIG, inTerminal)
    expect(await project.hasRun()).toContain('Tests  1 passed (1)')
    expect(await project.surviving()).toHaveLength(2)
    project.type(keys)
    await project.ended
    await project.leavesNothing()
    expect(story(await project.journal(), 'redis')).toBe('start redis, uses redis, stop redis')
  },
)
