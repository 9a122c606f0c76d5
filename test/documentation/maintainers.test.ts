import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { textOf } from './code-blocks.ts'

const PAGES = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md']

/** From the roots that the pages leave out. */
const files = ['.', 'src', 'test'].flatMap((folder) =>
  readdirSync(fileURLToPath(new URL(`../../${folder}`, import.meta.url)), {
    recursive: folder !== '.',
    encoding: 'utf8',
  }).map((name) => `/${folder}/${name.replaceAll('\\', '/')}`),
)
const sources = files
  .filter((name) => name.startsWith('/src/') && name.endsWith('.ts'))
  .map((name) => textOf(name.slice(1)))

test.for(PAGES)('the files that %s names exist', (page) => {
  const named = [...textOf(page).matchAll(/`([\w./-]+\.(?:ts|mjs|json))`/g)].map(([, name]) => name)
  expect(named.length).toBeGreaterThan(10)
  expect(named.filter((name) => !files.some((file) => file.endsWith(`/${name}`)))).toEqual([])
})

test('the functions that ARCHITECTURE.md names exist', () => {
  const calls = [...textOf('ARCHITECTURE.md').matchAll(/`(?:\w+\.)*(#?\w+)\(\)`/g)]
  const named = new Set(calls.map(([, name = '']) => name))
  expect(named.size).toBeGreaterThan(30)
  const missing = [...named].filter((name) => !isDefined(name))
  expect(missing).toEqual([])
})

function isDefined(name: string): boolean {
  return sources.some((text) => text.includes(`${name}(`) || text.includes(`${name}<`))
}
