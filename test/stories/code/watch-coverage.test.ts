import { join } from 'node:path'
import { expect, test } from 'vitest'
import { linesOf, reportIn } from '../../support/coverage-report.ts'
import { IMPORTS } from '../../support/vitest-project.ts'
import { WatchedProject } from '../../support/watched-project.ts'

/** For several runs of Vitest. */
const PATIENCE = { timeout: 400_000 }

const SERVE = `
import { createServer } from 'node:http'
const { answer } = await import(process.argv[3])
const server = createServer(({ url }, response) => response.end(answer(url)))
server.listen(Number(process.argv[2]), '127.0.0.1')
`
const SERVICES = `
import { service, tcp } from 'vitest-mirakuru'
const served = (name) => service(name, {
  command: ({ port }) => [process.execPath, 'serve.mjs', port, './src/' + name + '.mjs'],
  ready: tcp(),
  sources: 'src/' + name + '.mjs',
})
export const shared = served('shared')
export const own = served('own')
`
const SETUP = `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { note } from './journal'
import { shared } from './services'
note('main', process.pid)
export default shareServices([shared])
`
const asks = (...paths: readonly string[]): string => `${IMPORTS}
import { extend } from 'vitest-mirakuru'
import { own, shared } from './services'
const test = extend(base, { own, shared })
test('asks', async ({ own, shared }) => {
  for (const { port } of [own, shared]) {
    for (const path of ${JSON.stringify(paths)}) await fetch('http://127.0.0.1:' + port + path)
  }
})
`
const ANSWER = `export function answer(url) {
  if (url === '/a') {
    return 'a'
  }
  if (url === '/b') {
    return 'b'
  }
  return 'other'
}
`
/** Each line is where another one was. */
const LONGER = `const first = 'a'
const second = 'b'
${ANSWER.replace("return 'a'", 'return first').replace("return 'b'", 'return second')}`

const FILES = {
  'serve.mjs': SERVE,
  'services.ts': SERVICES,
  'setup.ts': SETUP,
  'src/shared.mjs': ANSWER,
  'src/own.mjs': ANSWER,
  'a.spec.ts': asks('/a'),
}
const CONFIG = {
  globalSetup: './setup.ts',
  coverage: {
    enabled: true,
    include: ['src/**'],
    reporter: [['json']],
    reportsDirectory: 'out/coverage',
  },
}

test('each report of watch mode covers the current code of services', PATIENCE, async () => {
  await using project = await WatchedProject.start(FILES, CONFIG)
  /** The lines of a file, those that were not run in brackets. */
  const told = async (name: string): Promise<string> => {
    const report = await reportIn(join(project.root, 'out/coverage'))
    const lines = [...linesOf(report[`src/${name}.mjs`])].sort(([one], [other]) => one - other)
    return lines.map(([line, count]) => (count > 0 ? `${line}` : `(${line})`)).join(' ')
  }
  expect(await project.hasRun()).toContain('Tests  1 passed (1)')
  expect(await told('shared')).toBe('2 3 (5) (6) (8)')
  expect(await told('own')).toBe('2 3 (5) (6) (8)')

  // The shared service goes on, the other one starts anew.
  expect(await project.edit('a.spec.ts', asks('/b'))).toContain('Tests  1 passed (1)')
  expect(await told('shared')).toBe('2 3 5 6 (8)')
  expect(await told('own')).toBe('2 (3) 5 6 (8)')

  await project.write('src/own.mjs', LONGER)
  expect(await project.edit('src/shared.mjs', LONGER)).toContain('Tests  1 passed (1)')
  await expect.poll(() => told('own'), { timeout: 60_000 }).toBe('1 2 4 (5) 7 8 (10)')
  await expect.poll(() => told('shared'), { timeout: 60_000 }).toBe('1 2 4 (5) 7 8 (10)')
  process.kill(await project.main(), 'SIGTERM')
  await project.ended
})
