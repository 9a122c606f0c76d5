import { expect, test } from 'vitest'
import { runProject } from '../../support/vitest-project.ts'
import { causesOf, TALKING } from '../../support/log-project.ts'

/** Main is so busy that it reads pipes, and answers, only now and then. */
const SETUP = `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { shared } from './services'
const share = shareServices([shared])
export default async (project) => {
  const busy = setInterval(() => {
    const end = Date.now() + 50
    while (Date.now() < end);
  }, 75)
  const end = await share(project)
  return async () => {
    clearInterval(busy)
    await end?.()
  }
}
`
const TESTS = `
import { test as base } from 'vitest'
import { shared, say, talker } from './services'
const test = base
  .extend('api', { scope: 'file' }, talker('api'))
  .extend('shared', { scope: 'file' }, shared)
for (let index = 0; index < 5; index++) {
  test('passes ' + index, async ({ api, shared }) => {
    await say(shared, 'before')
    await say(api, 'before')
  })
  test('fails ' + index, async ({ api, shared }) => {
    await say(api, 'in it')
    throw new Error('on purpose ' + index)
  })
}
`

test(
  'output before a test never counts for that test, no matter who reads the pipe',
  { timeout: 280_000 },
  async () => {
    const { output } = await runProject(
      { ...TALKING, 'setup.ts': SETUP, 'talks.spec.ts': TESTS },
      { config: { globalSetup: './setup.ts', testTimeout: 20_000 } },
    )
    for (let index = 0; index < 5; index++) {
      const [cause] = causesOf(output, `fails ${index}`)
      expect(cause).toContain('api | in it')
      expect(cause).not.toContain('before')
    }
  },
)
