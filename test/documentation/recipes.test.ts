import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { anchorOf, codeBlocksOf, textOf } from './code-blocks.ts'
import { complaintsOf } from './type-check.ts'

const recipes = codeBlocksOf('playground/README.md').filter(({ language }) => language === 'ts')
const taken = recipes.flatMap(({ file, code }) => (file ? [{ file, code }] : []))

test('recipes are shown, nearly all of them as they run', () => {
  expect(taken.length).toBeGreaterThan(15)
  expect(recipes.length - taken.length).toBeLessThanOrEqual(2)
})

test.for(taken)('the code of $file is on the page as it runs', ({ file, code }) => {
  const text = textOf(`playground/${file}`)
  const ends = code.split(/^ *\/\/ \.\.\.\n/m).map((piece) => {
    expect(text).toContain(piece)
    return text.indexOf(piece)
  })
  expect(ends).toEqual(ends.toSorted((one, other) => one - other))
})

test('a recipe shows all that it uses', async () => {
  const snippets = taken.map(({ file, code }, index) => [`${dirname(file)}/${index}.ts`, code])
  expect(await complaintsOf(Object.fromEntries(snippets), 'playground')).toBe('')
})

test('its contents lead to its sections', () => {
  const page = textOf('playground/README.md')
  const targets = [...page.matchAll(/\]\(#([\w-]+)\)/g)].map(([, target]) => target)
  const sections = [...page.matchAll(/^## (.+)$/gm)].map(([, title = '']) => anchorOf(title))
  expect(new Set(targets)).toEqual(new Set(sections))
})
