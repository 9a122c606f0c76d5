import { expect, test } from 'vitest'
import { IMPORTS, pidsIn, runProject } from '../../support/vitest-project.ts'
import { WatchedProject } from '../../support/watched-project.ts'

const SERVICES = `
import { service } from 'vitest-mirakuru'
import { journalled } from './journal'
export const redis = service('redis', journalled('redis'))
export const mine = service('mine', journalled('mine'))
`
const SETUP = `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { note } from './journal'
import { mine, redis } from './services'
note('main', process.pid)
export default shareServices([redis, { service: mine, per: 'worker' }])
`
const START = `${IMPORTS}
import { mine, redis } from './services'
const test = base.extend('redis', { scope: 'file' }, redis).extend('mine', { scope: 'file' }, mine)
const answers = async ({ port }) => (await fetch('http://127.0.0.1:' + port)).ok
`
/** The largest file comes first. */
const DIES_IN = (verb: string): string => `${START}
test('dies while a service is ${verb}', async ({ redis, mine }) => {
  note('uses', mine.pid)
  expect([await answers(redis), await answers(mine)]).toEqual([true, true])
  await redis.${verb}(() => mine.${verb}(() => process.kill(process.pid, 'SIGKILL')))
})
${'// It has to be large.\n'.repeat(verb === 'stopped' ? 20 : 10)}
`
const COMES_AFTER = `${START}
test('comes after it', async ({ redis, mine }) => {
  expect([await answers(redis), await answers(mine)]).toEqual([true, true])
})
`

test('the death of a worker releases its leases and ends its outages', async () => {
  const run = await runProject(
    {
      'services.ts': SERVICES,
      'setup.ts': SETUP,
      'stops.spec.ts': DIES_IN('stopped'),
      'pauses.spec.ts': DIES_IN('paused'),
      'after.spec.ts': COMES_AFTER,
    },
    { config: { globalSetup: './setup.ts', maxWorkers: 1 } },
  )
  expect(run.tests['comes after it'], run.output).toEqual({ status: 'passed', errors: '' })
  const uses = run.journal.filter((line) => line.startsWith('uses '))
  expect(uses).toHaveLength(2)
  // Each once more, after the outage.
  expect(pidsIn(run.journal, 'redis')).toHaveLength(2)
  expect(pidsIn(run.journal, 'mine')).toHaveLength(2)
  expect(run.surviving).toEqual([])
})

test('nothing remains when the main process dies', async () => {
  await using project = await WatchedProject.start(
    {
      'services.ts': SERVICES,
      'setup.ts': SETUP,
      'hangs.spec.ts': `${START}
        test('hangs', async ({ redis, mine }) => {
          note('start', 'worker', process.pid)
          await redis.stopped(() => new Promise(() => {}))
        })
      `,
    },
    { globalSetup: './setup.ts' },
  )
  await project.meets('worker')
  process.kill(await project.main(), 'SIGKILL')
  await project.leavesNothing()
})
