import { expect } from 'vitest'
import type { Installation } from './installation.ts'
import { IMPORTS, pidsIn } from './vitest-project.ts'
import { WatchedProject } from './watched-project.ts'

/** `node serve.mjs NAME PORT FILE` answers with what the file exports. */
const SERVE = `
import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'
const [name, port, file] = process.argv.slice(2)
const { answer } = await import(file)
appendFileSync(process.env.JOURNAL, 'start ' + name + ' ' + process.pid + '\\n')
createServer((_, response) => response.end(answer)).listen(Number(port), '127.0.0.1')
`
const SERVICES = `
import { http, service } from 'vitest-mirakuru'
const served = (name, more) => service(name, {
  command: ({ port }) => [process.execPath, 'serve.mjs', name, port, './' + name + '/answer.mjs'],
  ready: http(),
  sources: name + '/**',
  ...more,
})
export const db = served('db')
export const api = served('api', { needs: { db } })
export const other = served('other', { sources: undefined })
export const own = served('own', { sources: ['own', '!own/ignored.mjs'] })
`
const SETUP = `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { note } from './journal'
import { api, db, other } from './services'
note('main', process.pid)
export default shareServices([api, db, other])
`

/** A file that notes what the service answers, and from where. */
const asks = (name: string): string => `${IMPORTS}
import { extend } from 'vitest-mirakuru'
import { ${name} } from './services'
const test = extend(base, { ${name} })
test('asks ${name}', async ({ ${name} }) => {
  note('asked', '${name}', await (await fetch(${name}.url)).text(), ${name}.port, ${name}.dir)
})
`
const UNIT = `${IMPORTS}
import { answer } from './api/answer.mjs'
base('imports a source', () => note('unit', answer))
`
const answers = (text: string): string => `export const answer = '${text}'\n`
const FILES = {
  'serve.mjs': SERVE,
  'services.ts': SERVICES,
  'setup.ts': SETUP,
  'db/answer.mjs': answers('db 1'),
  'api/answer.mjs': answers('api 1'),
  'other/answer.mjs': answers('other 1'),
  'own/answer.mjs': answers('own 1'),
  'own/ignored.mjs': '',
  'api/unit.spec.ts': UNIT.replaceAll('./api/', './').replace('./journal', '../journal'),
  'db.spec.ts': asks('db'),
  'api.spec.ts': asks('api'),
  'other.spec.ts': asks('other'),
  'own.spec.ts': asks('own'),
}
const CONFIG = { globalSetup: './setup.ts', maxWorkers: 2 }

/** What the files have noted since the last look, in any order. */
async function looker(project: WatchedProject): Promise<() => Promise<string[]>> {
  let seen = 0
  return async () => {
    const journal = await project.journal()
    const added = journal.slice(seen)
    seen = journal.length
    const told = added.filter((line) => /^(?:asked|unit|start)/.test(line))
    return told.map((line) => line.replace(/^start (\w+) \d+$/, 'start $1')).sort()
  }
}

/** The lines without where it was asked. */
const words = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replace(/^(asked \w+ \w+ \d+) .*/, '$1'))

/** Edits sources of services in a watched project, and looks what runs again. */
export async function editSources(installation?: Installation): Promise<void> {
  await using project = await WatchedProject.start(FILES, CONFIG, undefined, installation)
  const look = await looker(project)
  expect(await project.hasRun()).toContain('Tests  5 passed (5)')
  const first = await look()
  expect(words(first)).toEqual([
    'asked api api 1',
    'asked db db 1',
    'asked other other 1',
    'asked own own 1',
    'start api',
    'start db',
    'start other',
    'start own',
    'unit api 1',
  ])
  const places = first.map((line) => line.replace(/^(asked \w+) \w+ \d+/, '$1'))

  // Its own users, and the tests that import the file. Neither its dependency nor others.
  expect(await project.edit('api/answer.mjs', answers('api 2'))).toContain('Tests  2 passed (2)')
  const second = await look()
  expect(words(second)).toEqual(['asked api api 2', 'start api', 'unit api 2'])
  expect(places).toContain(second[0]?.replace(/^(asked \w+) \w+ \d+/, '$1'))

  // Its dependents restart, too.
  expect(await project.edit('db/answer.mjs', answers('db 2'))).toContain('Tests  2 passed (2)')
  expect(words(await look())).toEqual(['asked api api 2', 'asked db db 2', 'start api', 'start db'])

  // A service of the file's own.
  expect(await project.edit('own/answer.mjs', answers('own 2'))).toContain('Tests  1 passed (1)')
  expect(words(await look())).toEqual(['asked own own 2', 'start own'])

  // The words of what does not compile.
  const broken = await project.edit('db/answer.mjs', 'export const answer = = 1')
  expect(broken).toContain('Tests  2 failed (2)')
  expect(broken).toMatch(/ProcessExitedWithError: db exited with code 1 before/)
  expect(broken).toContain("SyntaxError: Unexpected token '='")
  expect(await look()).toEqual([])
  expect(await project.edit('db/answer.mjs', answers('db 3'))).toContain('Tests  2 passed (2)')
  expect(words(await look())).toEqual(['asked api api 2', 'asked db db 3', 'start api', 'start db'])

  // A tool that replaces files.
  await project.write('out/next.mjs', answers('api 3'))
  await project.rename('out/next.mjs', 'api/answer.mjs')
  expect(await project.hasRun()).toContain('Tests  2 passed (2)')
  expect(words(await look())).toEqual(['asked api api 3', 'start api', 'unit api 3'])
  expect(pidsIn(await project.journal(), 'other')).toHaveLength(1)
}
