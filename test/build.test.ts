import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

/** The texts of what is loaded with a file of what was built. */
async function textsWith(file: URL, seen = new Map<string, string>()): Promise<string[]> {
  const text = await readFile(file, 'utf8')
  seen.set(file.href, text)
  for (const name of importsIn(text)) {
    const other = new URL(name, file)
    if (name.startsWith('.') && !seen.has(other.href)) await textsWith(other, seen)
  }
  return [...seen.values()]
}

function importsIn(text: string): string[] {
  const imports = text.matchAll(/^(?:import|export) .*from "(.+)";$/gm)
  return Array.from(imports, ([, name = '']) => name)
}

/** Of what is loaded with a file, what is not this package's own. */
async function loadedWith(file: URL): Promise<string[]> {
  const names = (await textsWith(file)).flatMap(importsIn)
  return [...new Set(names)].filter((name) => !/^(?:\.|node:)/.test(name)).sort()
}

test.for([
  ['index.js', ['vitest']],
  ['chunks/starting.js', ['shlex', 'vitest']],
  ['chunks/report-failure.js', ['vitest']],
  ['executors/index.js', ['shlex']],
  ['presets/postgres.js', ['vitest']],
  ['presets/redis.js', ['vitest']],
] as const)('%s loads no more than it needs', async ([file, needed]) => {
  expect(await loadedWith(new URL(`../dist/${file}`, import.meta.url))).toEqual(needed)
})

test.for(['index.js', 'chunks/starting.js', 'chunks/borrowing.js', 'global-setup.js'])(
  '%s is ASCII, which Node reads faster',
  async (file) => {
    for (const text of await textsWith(new URL(`../dist/${file}`, import.meta.url))) {
      expect(text.match(/[^\0-\x7f].*/)).toBeNull()
    }
  },
)

/** Parts of the code for coverage, watch mode, debuggers and CPU profiles. */
const MARKS = ['NODE_V8_COVERAGE', 'var SourceWatch = class', 'inspect-brk', 'cpuprofile']

test.for(['index.js', 'chunks/starting.js', 'chunks/borrowing.js', 'global-setup.js'])(
  '%s loads no code for coverage, watch mode, debuggers or CPU profiles',
  async (file) => {
    const texts = await textsWith(new URL(`../dist/${file}`, import.meta.url))
    expect(texts.length).toBeGreaterThan(1)
    for (const mark of MARKS) expect(texts.filter((text) => text.includes(mark))).toEqual([])
  },
)

test('code for coverage, watch mode, debuggers and CPU profiles is in other files', async () => {
  const folder = new URL('../dist/chunks/', import.meta.url)
  const names = (await readdir(folder)).filter((name) => name.endsWith('.js'))
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, folder), 'utf8')))
  for (const mark of MARKS) expect(texts.join('')).toContain(mark)
})

test("the guard's sweep needs no package except on Windows", async () => {
  const text = await readFile(new URL('../dist/executors/process/guard-sweep.js', import.meta.url))
  const names = Array.from(
    String(text).matchAll(/(?:require|import)\((?:\\"|`)([^`"\\]+)/g),
    ([, name = '']) => name,
  )
  expect(names.filter((name) => name !== 'url' && !name.startsWith('node:'))).toEqual(['fkill'])
})
