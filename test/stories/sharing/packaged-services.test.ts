import { expect, test } from 'vitest'
import { IMPORTS, pidsIn, runProject } from '../../support/vitest-project.ts'

/** Services that several projects use, in a package of their own. */
const PACKAGE = {
  'packages/node_modules/our-services/package.json':
    '{ "name": "our-services", "type": "module", "exports": "./index.js" }',
  'packages/node_modules/our-services/index.js': `
    export const declareRedis = (service, spec) => service('redis', spec)`,
}

const DECLARED = `
import { service } from 'vitest-mirakuru'
import { journalled } from '../journal'
import { declareRedis } from 'our-services'
`

test('a service that a package declares is the same in the main process and in workers', async () => {
  const run = await runProject(
    {
      ...PACKAGE,
      'packages/setup.ts': `${DECLARED}
        import { shareServices } from 'vitest-mirakuru/global-setup'
        export default shareServices([declareRedis(service, journalled('redis'))])`,
      'packages/a.spec.ts': `${IMPORTS.replace('./journal', '../journal')}
        import { declareRedis } from 'our-services'
        const test = base.extend('redis', { scope: 'file' }, declareRedis(service, journalled('redis')))
        test('uses it', async ({ redis }) => expect(await redis.running()).toBe(true))`,
    },
    { config: { globalSetup: './packages/setup.ts' } },
  )
  expect(run.tests['uses it'], run.output).toEqual({ status: 'passed', errors: '' })
  expect(pidsIn(run.journal)).toHaveLength(1)
})
