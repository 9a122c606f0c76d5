import { describe, expect, test as base } from 'vitest'
import { IMPORTS, pidsIn, runProject, type ProjectRun } from '../../support/vitest-project.ts'

const SERVICES = `
import { service } from 'vitest-mirakuru'
import { journalled } from './journal'
export const redis = service('redis', journalled('redis'))
export const broken = service('broken', {
  command: ['sh', '-c', 'echo start broken $$ >> "$JOURNAL"; echo no such config >&2; exit 3'],
  ready: () => false,
})
export const stuck = service('stuck', journalled('stuck', { ready: () => false, startTimeout: 100_000 }))
`
const SETUP = `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { broken, redis, stuck } from './services'
export default shareServices([redis, broken, stuck])
`
const BROKEN = (name: string): string => `${IMPORTS}
import { broken } from './services'
const test = base.extend('broken', { scope: 'file' }, broken)
test('${name}: first', async ({ broken }) => {})
test('${name}: second', async ({ broken }) => {})
`
const STUCK = `${IMPORTS}
import { stuck } from './services'
const test = base.extend('stuck', stuck)
test('is too slow', { timeout: 3_000 }, async ({ stuck }) => {})
`
const OTHER = `${IMPORTS}
import { unshared } from 'vitest-mirakuru'
const redis = service('redis', journalled('other-redis'))
const test = base.extend('redis', redis).extend('own', unshared(redis))
test('is another', async ({ redis }) => {})
test('is its own', async ({ own }) => {})
`
/** Files run one after the other, in this order, each in a worker of its own. */
const REMOVES = `${IMPORTS}
import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { inject } from 'vitest'
import { redis } from './services'
const test = base.extend('redis', redis)
test('removes it', async ({ redis }) => {
  const { path } = inject('vitest-mirakuru')
  note('path', path)
  rmSync(dirname(path), { recursive: true })
  expect(await redis.running()).toBe(true)
})
`
const COMES_LATER = `${IMPORTS}
import { redis } from './services'
const test = base.extend('redis', redis)
test('comes later', async ({ redis }) => {})
`

const test = base
  .extend('project', { scope: 'file' }, () =>
    runProject(
      {
        'services.ts': SERVICES,
        'setup.ts': SETUP,
        'a.spec.ts': BROKEN('a'),
        'b.spec.ts': BROKEN('b'),
        'other.spec.ts': OTHER,
        'stuck.spec.ts': STUCK,
      },
      // Less than what the stuck one may take to start: its users do not wait for it, nor does the end.
      { config: { globalSetup: './setup.ts', maxWorkers: 2 }, timeout: 90_000 },
    ),
  )
  .extend('cutOff', { scope: 'file' }, () =>
    runProject(
      {
        'services.ts': SERVICES,
        'setup.ts': SETUP,
        'a.spec.ts': REMOVES,
        'b.spec.ts': COMES_LATER,
      },
      { config: { globalSetup: './setup.ts', fileParallelism: false } },
    ),
  )
test.beforeAll(({ project, cutOff }) => {
  expect(project.output).toContain('Test Files')
  expect(cutOff.output).toContain('Test Files')
})

const errorsOf = ({ tests }: ProjectRun, name: string): string | undefined => tests[name]?.errors

describe('a failed start', () => {
  test('fails for all tests, and is tried only once', ({ project }) => {
    for (const name of ['a: first', 'a: second', 'b: first', 'b: second']) {
      const errors = errorsOf(project, name)
      expect(errors).toMatch(
        /^ProcessExitedWithError: broken exited with code 3 before it was ready/,
      )
      expect(errors).toContain('| no such config')
    }
    expect(pidsIn(project.journal, 'broken')).toHaveLength(1)
  })

  test('points to the declaration', ({ project }) => {
    expect(project.output).toMatch(/❯ services\.ts:5:/)
  })

  test('names the timeout of the test as the limit, and continues', ({ project }) => {
    expect(errorsOf(project, 'is too slow')).toMatch(
      /^TimeoutExpired: stuck [^]*Fix: .*Vitest's own timeout was the limit; warm it up: test\.beforeAll/,
    )
    expect(pidsIn(project.journal, 'stuck')).toHaveLength(1)
  })
})

test('another service of the same name is refused', ({ project }) => {
  const errors = errorsOf(project, 'is another') ?? ''
  const [other, services] = ['other.spec.ts', 'services.ts'].map((name) =>
    new RegExp(`\\S+${name.replaceAll('.', '\\.')}`).exec(errors)?.[0].replace(/^.*?\//, '/'),
  )
  expect(errors.split('\n')[0]).toBe(
    `TypeError: "redis" is declared in ${other}, but globalSetup shares a different "redis" from ${services}: use that one in tests, rename this one, or wrap it in unshared(redis)`,
  )
  expect(errorsOf(project, 'is its own')).toBe('')
})

test('an error says that the broker is unreachable', ({ cutOff }) => {
  const path = cutOff.journal.find((line) => line.startsWith('path '))?.slice(5)
  expect(errorsOf(cutOff, 'removes it')).toBe('')
  expect(errorsOf(cutOff, 'comes later')?.split('\n')[0]).toBe(
    `Error: Cannot reach the shared services at ${path}: ENOENT. Has Vitest's main process ended, or was that file removed? Restart Vitest.`,
  )
})

test('no process remains', ({ project, cutOff }) => {
  expect(project.surviving).toEqual([])
  expect(cutOff.surviving).toEqual([])
})
