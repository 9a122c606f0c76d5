import { expect, test } from 'vitest'
import { IMPORTS, pidsIn, runProject } from '../../support/vitest-project.ts'

const SERVICES = `
import { service } from 'vitest-mirakuru'
import { journalled } from './journal'
export const redis = service('redis', journalled('redis'))
export const extra = service('extra', journalled('extra'))
`
const SETUP = (name: string): string => `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { ${name} } from '../services'
export default shareServices([${name}])
`
const SPEC = `${IMPORTS.replaceAll('./', '../')}
import { readlinkSync } from 'node:fs'
import { inject } from 'vitest'
import { extra, redis } from '../services'
const test = base.extend('redis', { scope: 'file' }, redis).extend('extra', { scope: 'file' }, extra)
test('uses them', async ({ redis, extra }) => {
  note('broker', inject('vitest-mirakuru').path)
  note('folder', readlinkSync('/proc/' + redis.pid + '/cwd').split('/').at(-1))
})
`
const CONFIG = (name: string): string => `
import outer from '../vitest.config.mjs'
const { server, testTimeout } = outer.test
const globalSetup = ['./setup-redis.ts', './setup-extra.ts']
export default { test: { server, testTimeout, name: '${name}', include: ['*.spec.ts'], globalSetup } }
`
const projectIn = (name: string): Readonly<Record<string, string>> => ({
  [`${name}/vitest.config.mjs`]: CONFIG(name),
  [`${name}/setup-redis.ts`]: SETUP('redis'),
  [`${name}/setup-extra.ts`]: SETUP('extra'),
  [`${name}/a.spec.ts`]: SPEC,
})

test.skipIf(process.platform !== 'linux')(
  'projects have separate services and one broker',
  async () => {
    const run = await runProject(
      { 'services.ts': SERVICES, ...projectIn('one'), ...projectIn('two') },
      { config: { projects: ['./one', './two'] } },
    )
    expect(run.output).toContain('Tests  2 passed (2)')
    const of = (what: string): string[] =>
      run.journal.filter((line) => line.startsWith(`${what} `)).toSorted()
    expect(of('folder')).toEqual(['folder one', 'folder two'])
    expect(new Set(of('broker')).size).toBe(1)
    expect(pidsIn(run.journal, 'redis')).toHaveLength(2)
    // Each of the lists of a project counts.
    expect(pidsIn(run.journal, 'extra')).toHaveLength(2)
    expect(run.surviving).toEqual([])
  },
)
