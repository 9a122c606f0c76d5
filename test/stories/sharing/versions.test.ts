import { cp, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { REPOSITORY } from '../../support/installation.ts'
import { IMPORTS, Project } from '../../support/vitest-project.ts'
import { VERSION } from '../../../src/version.ts'

const FILES = {
  'services.ts': `
    import { service } from 'vitest-mirakuru'
    import { journalled } from './journal'
    export const api = service('api', journalled('api'))`,
  'setup/setup.ts': `
    import { shareServices } from 'vitest-mirakuru/global-setup'
    import { api } from '../services.ts'
    export default shareServices([api])`,
  'a.spec.ts': `${IMPORTS}
    import { api } from './services.ts'
    const test = base.extend('api', { scope: 'file' }, api)
    test('uses it', async ({ api }) => expect(await api.running()).toBe(true))`,
}

/** Installs the package as it was built in a folder, as if it were of this version. */
async function install(folder: string, version: string): Promise<void> {
  const copy = join(folder, 'node_modules/vitest-mirakuru')
  await cp(join(REPOSITORY, 'dist'), join(copy, 'dist'), { recursive: true })
  await cp(join(REPOSITORY, 'package.json'), join(copy, 'package.json'))
  await symlink(join(REPOSITORY, 'node_modules'), join(copy, 'node_modules'))
  const chunk = join(copy, 'dist/chunks/borrowing.js')
  const text = await readFile(chunk, 'utf8')
  await writeFile(chunk, text.replace(`version: "${VERSION}"`, `version: "${version}"`))
}

test.for([
  [VERSION, 'passed', ''],
  [
    '9.8.7',
    'failed',
    `globalSetup shares services with vitest-mirakuru 9.8.7, but this test uses vitest-mirakuru ${VERSION}. Both must have the same version: find out with \`npm ls vitest-mirakuru\` where each of them comes from, let all packages depend on the same one, and start Vitest again.`,
  ],
] as const)('a globalSetup with version %s of this package', async ([version, status, error]) => {
  await using project = await Project.create(FILES, { globalSetup: './setup/setup.ts' })
  await install(join(project.root, 'setup'), version)
  const run = await project.run()
  expect(run.tests['uses it']?.status, run.output).toBe(status)
  expect(run.tests['uses it']?.errors.split('\n')[0]).toBe(error && `Error: ${error}`)
  expect(run.surviving).toEqual([])
})
