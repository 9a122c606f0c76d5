import { describe, expect, test } from 'vitest'
import { IMPORTS, Project, runProject, story } from '../../support/vitest-project.ts'

const SERVICES = `
import { service } from 'vitest-mirakuru'
import { journalled } from './journal'
export const redis = service('redis', journalled('redis'))
export const idle = service('idle', journalled('idle'))
`
const SETUP = `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { idle, redis } from './services'
export default shareServices([redis, idle])
`
const USER = `${IMPORTS}
import { redis } from './services'
const test = base.extend('redis', { scope: 'file' }, redis)
test('uses it', async ({ redis }) => note('uses', 'redis'))
base('does not', () => note('spares', 'redis'))
`
const FILES = {
  'services.ts': SERVICES,
  'setup.ts': SETUP,
  'a.spec.ts': USER,
  'b.spec.ts': USER,
  'other/c.spec.ts': `import { test } from 'vitest'; test('is elsewhere', () => {})`,
}
const PROJECTS = {
  globalSetup: './setup.ts',
  projects: [
    { extends: true, test: { name: 'users', include: ['*.spec.ts'] } },
    { extends: true, test: { name: 'others', include: ['other/*.spec.ts'] } },
  ],
}

describe('a service does not start if no test uses it', () => {
  test('because they are filtered out', async () => {
    const run = await runProject(FILES, {
      config: { globalSetup: './setup.ts' },
      args: ['-t', 'does not'],
    })
    expect(run.journal).toEqual(['spares redis', 'spares redis'])
    expect(run.exitCode).toBe(0)
  })

  test('because they are in another project', async () => {
    const run = await runProject(FILES, { config: PROJECTS, args: ['--project', 'others'] })
    expect(run.tests).toEqual({ 'is elsewhere': { status: 'passed', errors: '' } })
    expect(run.journal).toEqual([])
  })
})

test('each shard has its own services and timeline, and merging reports has none', async () => {
  await using project = await Project.create(FILES, { globalSetup: './setup.ts' })
  const env = { VITEST_MIRAKURU_TIMELINE: '1' }
  for (const shard of ['1/2', '2/2']) {
    const run = await project.run({ args: ['--shard', shard, '--reporter=blob'], env })
    expect(run.output).toContain('The timeline of the services: logs/run-')
    expect(story(run.journal, 'redis')).toMatch(
      /^start redis, (uses redis, spares redis, )+stop redis$/,
    )
    expect(run.surviving).toEqual([])
  }
  const merged = await project.run({ args: ['--merge-reports'], env })
  expect(merged.output).not.toContain('The timeline')
  expect(merged.output).toContain('Tests  5 passed (5)')
  expect(merged.journal).toEqual([])
})
