import { expect, test } from 'vitest'
import { program } from '../support/program.ts'
import { runProject } from '../support/vitest-project.ts'

// With Node alone: no shell, no signal, no /proc.

const SERVICES = `
import { http, service } from 'vitest-mirakuru'
export const api = service('api', {
  command: ({ port }) => ['node', ${JSON.stringify(program('serves-with-child.mjs'))}, port],
  ready: http(),
})
`
const GLOBAL_SETUP = `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { api } from './services'
export default shareServices([api])
`
const SPEC = `
import { appendFileSync } from 'node:fs'
import { expect, test as base } from 'vitest'
import { api } from './services'

const test = base.extend('api', { scope: 'file' }, api)
test('asks', async ({ api }) => {
  const pids = JSON.parse(await (await fetch(api.url)).text())
  expect(pids).toHaveLength(2)
  appendFileSync(process.env.JOURNAL, pids.map((pid) => 'start api ' + pid + '\\n').join(''))
})
`

test('files share a service, which ends with the run', async () => {
  const { output, exitCode, journal, surviving } = await runProject(
    {
      'services.ts': SERVICES,
      'global-setup.ts': GLOBAL_SETUP,
      'a.spec.ts': SPEC,
      'b.spec.ts': SPEC,
    },
    { config: { globalSetup: './global-setup.ts' } },
  )
  expect(exitCode, output).toBe(0)
  expect(journal).toHaveLength(4)
  expect(new Set(journal).size).toBe(2)
  expect(surviving).toEqual([])
})
