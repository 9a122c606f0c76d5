import { expect, test } from 'vitest'
import { runProject } from '../support/vitest-project.ts'
import { codeBlocksOf } from './code-blocks.ts'

/** What a reader has who follows the page from its beginning, after `npm init`. */
const written: Readonly<Record<string, string>> = {
  'package.json': '{ "type": "commonjs" }',
  ...Object.fromEntries(
    codeBlocksOf('README.md').flatMap(({ file, code }) => (file ? [[file, code]] : [])),
  ),
}
const { 'vitest.config.mts': config, 'test/global-setup.ts': setup, ...files } = written

test('what the README says works as it is written', async () => {
  const run = await runProject(files, { config: { include: ['test/*.test.ts'] } })
  expect(run.output).toContain('Test Files  3 passed (3)')
  expect(run.exitCode).toBe(0)
})

test('it works shared, too', async () => {
  expect(config).toContain("globalSetup: './test/global-setup.ts'")
  const run = await runProject(
    { ...files, 'test/global-setup.ts': setup ?? '' },
    { config: { include: ['test/*.test.ts'], globalSetup: './test/global-setup.ts' } },
  )
  expect(run.output).toContain('Test Files  3 passed (3)')
  expect(run.exitCode).toBe(0)
})
