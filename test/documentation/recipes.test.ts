import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { anchorOf, codeBlocksOf, textOf } from './code-blocks.ts'
import { complaintsOf } from './type-check.ts'

const recipes = codeBlocksOf('playground/README.md').filter(({ language }) => language === 'ts')
const taken = recipes.flatMap(({ file, code }) => (file ? [{ file, code }] : []))

test('nearly all recipes are taken from files', () => {
  expect(taken.length).toBeGreaterThan(15)
  expect(recipes.length - taken.length).toBeLessThanOrEqual(2)
})

test.for(taken)('the page shows the code of $file unchanged', ({ file, code }) => {
  const text = textOf(`playground/${file}`)
  const ends = code.split(/^ *\/\/ \.\.\.\n/m).map((piece) => {
    expect(text).toContain(piece)
    return text.indexOf(piece)
  })
  expect(ends).toEqual(ends.toSorted((one, other) => one - other))
})

test('recipes compile without further code', async () => {
  const snippets = taken.map(({ file, code }, index) => [`${dirname(file)}/${index}.ts`, code])
  expect(await complaintsOf(Object.fromEntries(snippets), 'playground')).toBe('')
})

test('its contents list every section', () => {
  const page = textOf('playground/README.md')
  const targets = [...page.matchAll(/\]\(#([\w-]+)\)/g)].map(([, target]) => target)
  const sections = [...page.matchAll(/^## (.+)$/gm)].map(([, title = '']) => anchorOf(title))
  expect(new Set(targets)).toEqual(new Set(sections))
})
