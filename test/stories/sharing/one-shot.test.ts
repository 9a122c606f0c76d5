import { expect, test } from 'vitest'
import { IMPORTS, runProject } from '../../support/vitest-project.ts'

const SERVICES = `
import { exited, service } from 'vitest-mirakuru'
export const migration = service('migration', {
  command: [process.execPath, '-e', "require('fs').appendFileSync(process.env.JOURNAL, 'migrate\\\\n')"],
  ready: exited(),
})
`
const SETUP = `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { migration } from './services'
export default shareServices([migration])
`
const FILE = `${IMPORTS}
import { migration } from './services'
const test = base.extend('migration', { scope: 'file' }, migration)
test('uses it', async ({ migration }) => {
  expect(await migration.running()).toBe(false)
})
`

test('a one-shot runs once for all files', async () => {
  const files = Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}.spec.ts`, FILE]))
  const run = await runProject(
    { 'services.ts': SERVICES, 'setup.ts': SETUP, ...files },
    { config: { globalSetup: './setup.ts' } },
  )
  expect(run.exitCode, run.output).toBe(0)
  expect(run.journal).toEqual(['migrate'])
})
