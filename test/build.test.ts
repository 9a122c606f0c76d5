import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

/** What is loaded with a file of what was built, and of that what is not this package's own. */
async function loadedWith(file: URL, seen = new Map<string, string[]>()): Promise<string[]> {
  const text = await readFile(file, 'utf8')
  const imports = Array.from(
    text.matchAll(/^(?:import|export) .*from "(.+)";$/gm),
    ([, name = '']) => name,
  )
  seen.set(
    file.href,
    imports.filter((name) => !name.startsWith('.')),
  )
  for (const name of imports) {
    const other = new URL(name, file)
    if (name.startsWith('.') && !seen.has(other.href)) await loadedWith(other, seen)
  }
  return [...new Set([...seen.values()].flat())].filter((name) => !name.startsWith('node:')).sort()
}

test.for([
  ['index.js', ['shlex', 'vitest']],
  ['chunks/starting.js', ['shlex', 'vitest']],
  ['chunks/report-failure.js', ['shlex', 'vitest']],
  ['executors/index.js', ['shlex']],
  ['presets/postgres.js', ['picomatch', 'shlex', 'vitest']],
  ['presets/redis.js', ['shlex', 'vitest']],
] as const)('%s loads no more than it needs', async ([file, needed]) => {
  expect(await loadedWith(new URL(`../dist/${file}`, import.meta.url))).toEqual(needed)
})

test("the guard's sweep needs no package, but for what it would do on Windows", async () => {
  const text = await readFile(new URL('../dist/executors/process/guard-sweep.js', import.meta.url))
  const names = Array.from(
    String(text).matchAll(/(?:require|import)\((?:\\"|`)([^`"\\]+)/g),
    ([, name = '']) => name,
  )
  expect(names.filter((name) => name !== 'url' && !name.startsWith('node:'))).toEqual(['fkill'])
})
