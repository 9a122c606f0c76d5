import { execFile } from 'node:child_process'
import { cp, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { REPOSITORY } from '../support/installation.ts'
import { anchorOf, codeBlocksOf, textOf } from './code-blocks.ts'

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

/** What `tsc` says of an import or a name that a recipe uses and does not show. */
test('a recipe shows all that it uses', async () => {
  const project = await mkdtemp(join(await realpath(tmpdir()), 'recipes-'))
  onTestFinished(() => rm(project, { recursive: true }))
  await cp(join(REPOSITORY, 'playground/test'), join(project, 'test'), { recursive: true })
  await symlink(join(REPOSITORY, 'node_modules'), join(project, 'node_modules'))
  const files = taken.map(({ file }, index) => join(dirname(file), `recipe-${index}.ts`))
  await Promise.all(
    files.map((file, index) => writeFile(join(project, file), taken[index]?.code ?? '')),
  )
  const compilerOptions = { noUnusedLocals: false, noEmit: true }
  const include = [join(REPOSITORY, 'src/**/*.d.ts')]
  const config = { extends: join(REPOSITORY, 'tsconfig.json'), compilerOptions, files, include }
  await writeFile(join(project, 'package.json'), '{ "type": "module" }')
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify(config))
  const tsc = join(REPOSITORY, 'node_modules/typescript/bin/tsc')
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, '--project', project]).catch(
    (error: { stdout: string }) => error,
  )
  expect(stdout).toBe('')
})

test('its contents lead to its sections', () => {
  const page = textOf('playground/README.md')
  const targets = [...page.matchAll(/\]\(#([\w-]+)\)/g)].map(([, target]) => target)
  const sections = [...page.matchAll(/^## (.+)$/gm)].map(([, title = '']) => anchorOf(title))
  expect(new Set(targets)).toEqual(new Set(sections))
})
