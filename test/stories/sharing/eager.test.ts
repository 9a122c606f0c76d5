import { expect, test } from 'vitest'
import { pidsIn, Project } from '../../support/vitest-project.ts'

/** `left` and `right` come up when the other one is starting, too. */
const SERVICES = `
import { readFileSync } from 'node:fs'
import { service } from 'vitest-mirakuru'
import { journalled } from './journal'
const meets = (name, other) => journalled(name, {
  ready: () => readFileSync(process.env.JOURNAL, 'utf8').includes('start ' + other + ' '),
})
export const left = service('left', meets('left', 'right'))
export const right = service('right', meets('right', 'left'))
export const web = service('web', ({ left, right }) =>
  journalled('web', { env: { LEFT: left.url, RIGHT: right.url } }),
)
export const broken = service('broken', {
  command: ['sh', '-c', 'echo no such config >&2; exit 3'],
  ready: () => false,
})
`
const SETUP = (list: string): string => `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { broken, left, right, web } from './services'
export default shareServices(${list}, { eager: true })
`
const SPEC = `
import { test } from 'vitest'
import { note } from './journal'
test('runs', () => note('runs', 'test'))
`

test('all start before the first test, once for all projects', async () => {
  await using project = await Project.create(
    { 'services.ts': SERVICES, 'setup.ts': SETUP('[web, left, right]'), 'a.spec.ts': SPEC },
    {
      globalSetup: './setup.ts',
      projects: [{ extends: true, test: { name: 'inner', include: ['*.spec.ts'] } }],
    },
  )
  const run = await project.run()
  expect(run.exitCode).toBe(0)
  const started = run.journal.findIndex((line) => line.startsWith('start web '))
  expect(started).toBeGreaterThan(1)
  expect(run.journal.indexOf('runs test')).toBeGreaterThan(started)
  expect(pidsIn(run.journal)).toHaveLength(3)
  expect(run.surviving).toEqual([])

  const list = await project.run({ command: 'list' })
  expect(list.output).toContain('a.spec.ts > runs')
  expect(list.journal).toEqual([])
})

test('the run fails if one does not start', async () => {
  await using project = await Project.create(
    {
      'services.ts': SERVICES,
      'setup.ts': SETUP(`[left, right, { service: broken, per: 'worker' }]`),
      'a.spec.ts': SPEC,
    },
    { globalSetup: './setup.ts' },
  )
  const run = await project.run()
  expect(run.exitCode).toBe(1)
  expect(run.output).toContain(
    'ProcessExitedWithError: broken exited with code 3 before it was ready',
  )
  expect(run.output).toContain('| no such config')
  expect(run.output).toMatch(/❯ services\.ts:\d+:\d+/)
  expect(run.journal).not.toContain('runs test')
  expect(pidsIn(run.journal)).toHaveLength(2)
  expect(run.surviving).toEqual([])
})
