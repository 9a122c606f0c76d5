import { expect, test } from 'vitest'
import { causesOf } from '../../support/log-project.ts'
import { IMPORTS, runProject } from '../../support/vitest-project.ts'

const SPEC = `${IMPORTS}
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
const command = ({ dir }) => ['sh', '-c', 'echo ready; until [ -e "$0/go" ]; do sleep 0.01; done; echo later; exec sleep 600', dir]
const test = base.extend('api', service('api', { command, ready: output('ready') }))
test('fails', async ({ api }) => {
  globalThis.clockIsAheadBy = -3_600_000
  appendFileSync(join(api.dir, 'go'), '')
  await api.output.waitFor('later')
  globalThis.clockIsAheadBy = 7_200_000
  throw new Error('on purpose')
})
`
/** Loaded first, since later replacements of the clock are seen through. */
const JUMPING = `const { now } = Date
Date.now = () => now() + (globalThis.clockIsAheadBy ?? 0)`

test('a jump of the clock hides no output from the report of the test', async () => {
  const preload = `--import=data:text/javascript,${encodeURIComponent(JUMPING)}`
  const config = { pool: 'forks', execArgv: [preload] }
  const { output } = await runProject({ 'a.spec.ts': SPEC }, { config })
  expect(causesOf(output, 'fails').join('')).toMatch(/\| ready\n.*\| later\n/)
})
