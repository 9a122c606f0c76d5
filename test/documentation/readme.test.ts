import { expect, test } from 'vitest'
import { service, type ServiceSpec } from 'vitest-mirakuru'
import { runProject } from '../support/vitest-project.ts'
import { anchorOf, codeBlocksOf, textOf } from './code-blocks.ts'
import { complaintsOf } from './type-check.ts'

const blocks = codeBlocksOf('README.md')
/** What a reader has who follows the page from its beginning, after `npm init`. */
const written: Readonly<Record<string, string>> = {
  'package.json': '{ "type": "commonjs" }',
  ...Object.fromEntries(blocks.flatMap(({ file, code }) => (file ? [[file, code]] : []))),
}
const { 'vitest.config.mts': config, 'test/global-setup.ts': setup, ...files } = written
const patient = blocks.find(({ file }) => file === 'vitest.config.mts')?.code

test('the examples of the README work as written', async () => {
  const run = await runProject(files, { config: { include: ['test/*.test.ts'] } })
  expect(run.output).toContain('Test Files  3 passed (3)')
  expect(run.exitCode).toBe(0)
})

test('its first configuration raises the timeout for a stack', () => {
  expect(patient).toContain('testTimeout: 30_000')
})

test('its configurations are versions of one file, so no file hides another', () => {
  expect(Object.keys(written).filter((file) => file.includes('.config.'))).toEqual([
    'vitest.config.mts',
  ])
  expect(config).toContain('testTimeout: 30_000')
})

test('the examples work with shared services, too', async () => {
  expect(config).toContain("globalSetup: './test/global-setup.ts'")
  const run = await runProject(
    { ...files, 'test/global-setup.ts': setup ?? '' },
    { config: { include: ['test/*.test.ts'], globalSetup: './test/global-setup.ts' } },
  )
  expect(run.output).toContain('Test Files  3 passed (3)')
  expect(run.exitCode).toBe(0)
})

/** A package that is not installed here. */
const CONTAINERS = "declare module 'testcontainers' { export const GenericContainer: any }"

test('its snippets compile without further code', async () => {
  const typed = blocks.filter(({ language }) => language === 'ts')
  const snippets = typed.map(({ file, code }, index) => [file ?? `test/${index}.ts`, code])
  const all = { ...Object.fromEntries(snippets), 'test/containers.d.ts': CONTAINERS }
  expect(snippets.length).toBeGreaterThan(10)
  expect(await complaintsOf(all)).toBe('')
})

test('its table lists every option of a service', () => {
  const [, section = ''] = /^## Options of a service$([^]*?)^## /m.exec(textOf('README.md')) ?? []
  const shown = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
  expect(new Set(shown)).toEqual(new Set(optionsOfServices()))
})

test('its links point to existing sections', () => {
  const page = textOf('README.md')
  const targets = [...page.matchAll(/\]\(#([\w-]+)\)/g)].map(([, target]) => target)
  const sections = new Set(
    [...page.matchAll(/^## (.+)$/gm)].map(([, title = '']) => anchorOf(title)),
  )
  expect(targets.length).toBeGreaterThan(10)
  expect(targets.filter((target = '') => !sections.has(target))).toEqual([])
})

/** As the error of an unknown one lists them. */
function optionsOfServices(): string[] {
  try {
    service('api', { 'something else': true } as unknown as ServiceSpec)
  } catch (error) {
    const [, list = ''] = /: [^:]*?(\w+(?:, \w+)+)$/.exec(String(error)) ?? []
    return list.split(', ')
  }
  throw new Error('The option was not refused')
}
