import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hasTerminal, inTerminal } from '../../support/terminal.ts'
import { IMPORTS, pidsIn } from '../../support/vitest-project.ts'
import { WatchedProject } from '../../support/watched-project.ts'

/** For many runs of Vitest. */
const PATIENCE = { timeout: 400_000 }

/** Answers with what `api/answer.mjs` exports, and the names of the files beside it. */
const SERVE = `
import { appendFileSync, readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { answer } from './api/answer.mjs'
appendFileSync(process.env.JOURNAL, 'start api ' + process.pid + '\\n')
const text = answer + ' ' + readdirSync('api').sort().join(' ')
createServer((_, response) => response.end(text)).listen(Number(process.argv[2]), '127.0.0.1')
`
const SERVICES = `
import { http, service } from 'vitest-mirakuru'
export const api = service('api', {
  command: ({ port }) => [process.execPath, 'serve.mjs', port],
  ready: http(),
  sources: ['serve.mjs', 'api'],
})
`
const setup = (listed: string): string => `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { note } from './journal'
import { api } from './services'
note('main', process.pid)
export default shareServices([${listed}])
`
const A = `${IMPORTS}
import { inject } from 'vitest'
import { extend } from 'vitest-mirakuru'
import { api } from './services'
const test = extend(base, { api })
const project = inject('project')
base('runs', () => note('runs in', project))
test.runIf(project !== 'two')('uses it', async ({ api }) => {
  note('asked in', project, await (await fetch(api.url)).text())
})
`
const B = `${IMPORTS}
base('uses nothing', () => note('runs b'))
`
const answers = (text: string): string => `export const answer = '${text}'\n`
const FILES = {
  'serve.mjs': SERVE,
  'services.ts': SERVICES,
  'api/answer.mjs': answers('1'),
  'a.spec.ts': A,
}

/** A project of Vitest. */
const of = (name: string): object => ({
  extends: true,
  test: { name, include: ['**/*.spec.ts'], provide: { project: name } },
})

/** Looks at what tests have noted since the last look. */
function looker(project: WatchedProject): () => Promise<string[]> {
  let seen = 0
  return async () => {
    const journal = await project.journal()
    const added = journal.slice(seen).filter((line) => /^(?:asked|runs)/.test(line))
    seen = journal.length
    return added
  }
}

test('an edit reruns the projects that use the service', PATIENCE, async () => {
  const config = { globalSetup: './setup.ts', projects: [of('one'), of('two')] }
  const files = { ...FILES, 'setup.ts': setup("{ service: api, per: 'worker' }") }
  // At first it does not start at all.
  const broken = { ...files, 'api/answer.mjs': 'export const answer = = 1' }
  await using project = await WatchedProject.start(broken, config)
  const look = looker(project)
  const first = await project.hasRun()
  expect(first).toContain("SyntaxError: Unexpected token '='")
  expect(first).toContain('Tests  1 failed | 2 passed | 1 skipped (4)')
  expect((await look()).sort()).toEqual(['runs in one', 'runs in two'])

  expect(await project.edit('api/answer.mjs', answers('1'))).toContain('Tests  2 passed (2)')
  expect(await look()).toEqual(['runs in one', 'asked in one 1 answer.mjs'])

  expect(await project.edit('api/more.mjs', '')).toContain('Tests  2 passed (2)')
  expect(await look()).toEqual(['runs in one', 'asked in one 1 answer.mjs more.mjs'])

  await rm(join(project.root, 'api/more.mjs'))
  expect(await project.hasRun()).toContain('Tests  2 passed (2)')
  expect(await look()).toEqual(['runs in one', 'asked in one 1 answer.mjs'])

  // A test file that is edited runs in all projects.
  const all = await project.edit('a.spec.ts', `${A}// changed`)
  expect(all).toContain('Tests  3 passed | 1 skipped (4)')
})

test.skipIf(!hasTerminal)('keys and filters of watch mode work as usual', PATIENCE, async () => {
  const files = {
    ...FILES,
    'setup.ts': setup('api'),
    'b.spec.ts': B,
    'c.spec.ts': B.replace('nothing', 'nothing either').replace('runs b', 'runs c'),
  }
  const config = { globalSetup: './setup.ts', maxWorkers: 1, provide: { project: 'only' } }
  await using project = await WatchedProject.start(files, config, (command) =>
    inTerminal([...command, 'a.spec', 'b.spec']),
  )
  const look = looker(project)
  expect(await project.hasRun()).toContain('3 passed')
  expect((await look()).sort()).toEqual(['asked in only 1 answer.mjs', 'runs b', 'runs in only'])
  expect(await project.edit('api/answer.mjs', answers('2'))).toContain('2 passed')
  expect(await look()).toEqual(['runs in only', 'asked in only 2 answer.mjs'])

  project.type('r')
  expect(await project.hasRun()).toContain('3 passed')
  expect((await look()).sort()).toEqual(['asked in only 2 answer.mjs', 'runs b', 'runs in only'])
  project.type('a')
  expect(await project.hasRun()).toContain('4 passed')
  expect(await look()).toContain('runs c')
  expect(pidsIn(await project.journal())).toHaveLength(2)

  // What has failed starts again.
  expect(await project.edit('api/answer.mjs', 'export const answer = = 1')).toContain('1 failed')
  project.type('f')
  expect(await project.hasRun()).toContain('1 failed')
  expect(await look()).toEqual(['runs in only', 'runs in only'])
  expect(await project.edit('api/answer.mjs', answers('3'))).toContain('2 passed')
  expect(await look()).toEqual(['runs in only', 'asked in only 3 answer.mjs'])
})
