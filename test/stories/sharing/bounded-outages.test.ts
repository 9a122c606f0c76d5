import { describe, expect, test } from 'vitest'
import { IMPORTS, runProject } from '../../support/vitest-project.ts'

/** One that comes up once, and never again. */
const SERVICES = `
import { existsSync, writeFileSync } from 'node:fs'
import { service } from 'vitest-mirakuru'
export const db = service('db', {
  command: ({ dir }) => ['sh', '-c', 'echo run >> "$0/runs"; exec sleep 300', dir],
  startTimeout: Infinity,
  ready: ({ dir }) => {
    const isFirst = !existsSync(dir + '/up')
    if (isFirst) writeFileSync(dir + '/up', '')
    return isFirst
  },
})
export const calm = service('calm', { command: 'sleep 300' })
`
const SETUP = `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { calm, db } from './services'
export default shareServices([calm, db])
`
const BEGIN = `${IMPORTS}
import { calm, db } from './services'
const test = base.extend('db', { scope: 'file' }, db).extend('calm', { scope: 'file' }, calm)
`
const VERBS = {
  restart: 'db.restart()',
  stopped: 'db.stopped(() => {})',
  start: 'db.stop().then(() => db.start())',
} as const

describe('a shared service that does not start again', () => {
  test.for(Object.entries(VERBS))(
    '%s() fails with the test, and the run ends soon after it',
    async ([verb, call]) => {
      const file = `${BEGIN}
test('takes it away', { timeout: 2_000 }, async ({ db }) => {
  await ${call}
})
`
      const began = performance.now()
      const files = { 'services.ts': SERVICES, 'setup.ts': SETUP, 'a.spec.ts': file }
      const run = await runProject(files, { config: { globalSetup: './setup.ts' } })
      expect(run.output).not.toContain('timed out in')
      // The first one tells more; on a busy machine there may be no time for it.
      expect(run.tests['takes it away']?.errors, verb).toMatch(
        /^\w+: db(?: did not .* within \d+ ms\.|: \w+\(\) did not finish within \d+ ms, all that)/,
      )
      expect(performance.now() - began).toBeLessThan(25_000)
    },
  )

  test('does not block other tests, which start it again', async () => {
    const file = `${BEGIN}
test('takes it away', { timeout: 10_000 }, async ({ db }) => {
  await db.restart()
})
test('uses another one', async ({ calm }) => expect(await calm.running()).toBe(true))
`
    const services = SERVICES.replace('startTimeout: Infinity', 'startTimeout: 3_000')
    const files = { 'services.ts': services, 'setup.ts': SETUP, 'a.spec.ts': file }
    const run = await runProject(files, { config: { globalSetup: './setup.ts' } })
    expect(run.tests['takes it away']?.errors).toMatch(/^\w+: db did not .* within 3000 ms\.\n/)
    expect(run.tests['uses another one']?.errors).toMatch(/^\w+: db did not .* within 3000 ms\.\n/)
  })
})

describe('a call without enough time', () => {
  test.for(['shared', 'local'])(
    'fails with the name of the service, and the reason: %s',
    async (kind) => {
      const own = kind === 'local' ? "import { unshared } from 'vitest-mirakuru'" : ''
      const calmOne = kind === 'local' ? 'unshared(calm)' : 'calm'
      const file = `${IMPORTS}
import { calm } from './services'
${own}
const test = base.extend('calm', { scope: 'file' }, ${calmOne})
test('waitFor', async ({ calm }) => void (await calm.output.waitFor('never')))
test('waitForExit', async ({ calm }) => void (await calm.waitForExit()))
`
      const files = { 'services.ts': SERVICES, 'setup.ts': SETUP, 'a.spec.ts': file }
      const run = await runProject(files, {
        config: { globalSetup: './setup.ts', testTimeout: 1_500 },
      })
      expect(run.output).not.toContain('timed out in')
      expect(run.tests['waitFor']?.errors).toMatch(
        /calm: "never" was not printed on stdout or stderr within \d+ ms, all that the test or hook had left\./,
      )
      expect(run.tests['waitForExit']?.errors).toMatch(
        /^TimeoutExpired: calm: waitForExit\(\) did not finish within \d+ ms, all that the test or hook had left\.\n/,
      )
    },
  )
})
