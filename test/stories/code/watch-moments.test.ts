import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../../support/temporary-directory.ts'
import { IMPORTS, pidsIn } from '../../support/vitest-project.ts'
import { WatchedProject } from '../../support/watched-project.ts'

/** For many runs of Vitest. */
const PATIENCE = { timeout: 400_000 }

/** `node serve.mjs NAME PORT FILE` answers with what the file exports. */
const SERVE = `
import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'
const [name, port, file] = process.argv.slice(2)
appendFileSync(process.env.JOURNAL, 'start ' + name + ' ' + process.pid + '\\n')
const { answer } = await import(file)
createServer((_, response) => response.end(answer)).listen(Number(port), '127.0.0.1')
`
const STUCK = `
import { appendFileSync } from 'node:fs'
appendFileSync(process.env.JOURNAL, 'stuck\\n')
await new Promise((resolve) => setTimeout(resolve, 600_000))
`
const answers = (text: string): string => `export const answer = '${text}'\n`

/** A file that notes what the service answers, when it may. */
const asks = (name: string): string => `${IMPORTS}
import { existsSync } from 'node:fs'
import { extend } from 'vitest-mirakuru'
import { ${name} } from './services'
const test = extend(base, { ${name} })
test('asks ${name}', async ({ ${name} }) => {
  note('asks', '${name}')
  await expect.poll(() => existsSync('out/go')).toBe(true)
  note('asked', '${name}', await (await fetch(${name}.url)).text())
})
`
const setup = (...shared: readonly string[]): string => `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { note } from './journal'
import * as services from './services'
note('main', process.pid)
export default shareServices([${shared.map((name) => `services.${name}`).join(', ')}])
`
const CONFIG = { globalSetup: './setup.ts', maxWorkers: 1 }

/** Waits until a test has got this answer. */
async function hasAsked(project: WatchedProject, told: string): Promise<void> {
  const last = async (): Promise<string | undefined> =>
    (await project.journal()).findLast((line) => line.startsWith('asked'))
  await expect.poll(last, { timeout: 100_000 }).toBe(`asked ${told}`)
}

test('after an edit at any moment, the tests run with the last save', PATIENCE, async () => {
  const services = `
import { http, service } from 'vitest-mirakuru'
export const api = service('api', {
  command: ({ port }) => [process.execPath, 'serve.mjs', 'api', port, './api/answer.mjs'],
  ready: http(),
  startTimeout: 600_000,
  sources: 'api/**',
})
`
  const files = {
    'serve.mjs': SERVE,
    'services.ts': services,
    'setup.ts': setup('api'),
    'api/answer.mjs': answers('1'),
    'a.spec.ts': asks('api'),
    'out/go': '',
  }
  await using project = await WatchedProject.start(files, CONFIG)
  expect(await project.hasRun()).toContain('Tests  1 passed (1)')

  // While a test runs.
  await rm(join(project.root, 'out/go'))
  await project.write('api/answer.mjs', answers('2'))
  const asked = async (): Promise<number> =>
    (await project.journal()).filter((line) => line === 'asks api').length
  await expect.poll(asked, { timeout: 100_000 }).toBe(2)
  await project.write('api/answer.mjs', answers('3'))
  await project.write('out/go', '')
  await hasAsked(project, 'api 3')
  expect(await asked()).toBe(3)

  // While it starts.
  await project.write('api/answer.mjs', STUCK)
  const isStuck = async (): Promise<boolean> => (await project.journal()).includes('stuck')
  await expect.poll(isStuck, { timeout: 100_000 }).toBe(true)
  await project.write('api/answer.mjs', answers('5'))
  await hasAsked(project, 'api 5')
  const starts = async (): Promise<number> => pidsIn(await project.journal(), 'api').length
  expect(await starts()).toBe(5)

  // Many saves.
  for (let save = 1; save <= 20; save++) {
    await project.write('api/answer.mjs', answers(`save ${save}`))
  }
  await hasAsked(project, 'api save 20')
  expect(await starts()).toBeLessThan(15)
  expect(await project.surviving()).toHaveLength(1)
  expect(project.output).not.toContain('failed')
})

test('a rerun uses the edited files of its services', PATIENCE, async () => {
  const outside = await temporaryDirectory()
  const services = `
import { http, service } from 'vitest-mirakuru'
import { serve } from './serve-here'
import { word } from './words'
const served = (name, file, more) => service(name, {
  command: ({ port, dir }) => [process.execPath, 'serve.mjs', name, port, file.replace('{dir}', dir)],
  ready: http(),
  ...more,
})
export const made = served('made', '{dir}/answer.mjs', {
  prepare: { command: ({ dir }) => ['cp', 'made/answer.mjs', dir], inputs: ['made'] },
})
export const far = served('far', '${outside}/answer.mjs', { sources: '${outside}/**' })
export const mute = served('mute', './mute/answer.mjs')
export const told = service('told', {
  command: ({ port }) => [process.execPath, 'serve.mjs', 'told', port, './told/' + word + '.mjs'],
  ready: http(),
  sources: 'words.ts',
})
export const here = service('here', { start: ({ port }) => serve(port), ready: http(), sources: 'here.mjs' })
`
  const files = {
    'serve.mjs': SERVE,
    'serve-here.ts': `
import { createServer } from 'node:http'
import { answer } from './here.mjs'
export const serve = async (port) => {
  const server = createServer((_, response) => response.end(answer))
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  return { stop: () => new Promise((resolve) => server.close(resolve)) }
}
`,
    'services.ts': services,
    'words.ts': "export const word = 'one'\n",
    'told/one.mjs': answers('1'),
    'told/two.mjs': answers('2'),
    'setup.ts': setup('made', 'mute', 'here', 'told'),
    'made/answer.mjs': answers('1'),
    'mute/answer.mjs': answers('1'),
    'here.mjs': answers('1'),
    'made.spec.ts': asks('made'),
    'far.spec.ts': asks('far'),
    'mute.spec.ts': asks('mute'),
    'here.spec.ts': asks('here'),
    'told.spec.ts': asks('told'),
    'out/go': '',
  }
  await writeFile(join(outside, 'answer.mjs'), answers('1'))
  await using project = await WatchedProject.start(files, CONFIG)
  expect(await project.hasRun()).toContain('Tests  5 passed (5)')

  // An input of what was prepared.
  expect(await project.edit('made/answer.mjs', answers('2'))).toContain('Tests  1 passed (1)')
  await hasAsked(project, 'made 2')

  // Outside of the folder that Vite watches.
  await writeFile(join(outside, 'answer.mjs'), answers('2'))
  expect(await project.hasRun()).toContain('Tests  1 passed (1)')
  await hasAsked(project, 'far 2')

  // A server in this process, which all files load with the declarations.
  expect(await project.edit('here.mjs', answers('2'))).toContain('Tests  5 passed (5)')
  expect(await project.journal()).toContain('asked here 2')

  // What the file of a declaration imports, and the declaration uses.
  const words = "export const word = 'two'\n"
  expect(await project.edit('words.ts', words)).toContain('Tests  5 passed (5)')
  expect(await project.journal()).toContain('asked told 2')

  // No `sources`.
  const remark =
    'vitest-mirakuru: mute still runs mute/answer.mjs as it was when it started. Add `sources: "mute/answer.mjs"` to the service, and it restarts when the file changes.\n'
  await project.write('mute/answer.mjs', answers('2'))
  const told = await project.edit('mute.spec.ts', `${asks('mute')}// changed`)
  expect(told).toContain('Tests  1 passed (1)')
  expect(told).toContain(remark)
  expect(await project.edit('mute.spec.ts', asks('mute'))).not.toContain('still runs')
  await hasAsked(project, 'mute 1')
})
