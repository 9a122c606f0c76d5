import { expect, test } from 'vitest'
import { IMPORTS } from '../../support/vitest-project.ts'
import { WatchedProject } from '../../support/watched-project.ts'

const SPEC = `${IMPORTS}
const silent = service('silent', journalled('silent'))
const api = service('api', journalled('api', { sources: 'src/**' }))
const test = base.extend('api', api).extend('silent', silent)
test('uses it', async ({ api, silent }) => {})
test('uses it again', async ({ api, silent }) => {})
`
/** Of somebody else. */
const SETUP = `
import { note } from './journal'
export default () => note('main', process.pid)
`

const told = (output: string): string[] =>
  output.split('\n').filter((line) => line.startsWith('vitest-mirakuru: '))

test('a service with `sources` warns once if shareServices() is missing', async () => {
  const files = { 'a.spec.ts': SPEC, 'setup.ts': SETUP, 'src/server.mjs': '' }
  const coverage = { enabled: true, include: ['src/**'], reporter: [] }
  const config = { globalSetup: './setup.ts', coverage }
  await using project = await WatchedProject.start(files, config)
  expect(told(await project.hasRun())).toEqual([
    'vitest-mirakuru: api has `sources`, but no globalSetup calls shareServices(): an edit to them reruns no tests, and the coverage report lacks its code. Add a globalSetup file with `export default shareServices([])`; the list may be empty.',
  ])
  expect(told(await project.edit('a.spec.ts', `${SPEC}// changed`))).toEqual([])
})
