import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { linesOf, reportIn } from '../support/coverage-report.ts'
import { IMPORTS, Project } from '../support/vitest-project.ts'
import { EDGES } from './edges.ts'
import { byName, KINDS, PROJECTS } from './kinds.ts'

/** With types that compilers take away, and functions and a class that tsx names. */
const ANSWER = `
interface Answer {
  readonly text: string
}
class Named {
  static readonly text = 'other'
}
export const answer = (url: string): Answer => {
  if (url === '/a') {
    const text: string = 'a'
    return { text } satisfies Answer
  }
  if (url === '/b') {
    const text: string = 'b'
    return { text } as Answer
  }
  return never(Named)
}
function never({ text }: typeof Named): Answer {
  const never: Answer = { text }
  return never
}
`
/** A server that answers by this module. */
const serving = (module: string): string => `
import { createServer } from 'node:http'
import { answer } from '${module}'
const server = createServer((request, response) => {
  response.end(answer(request.url).text)
})
server.listen(Number(process.argv[2]), '127.0.0.1')
`
const FILES = {
  'src/stripped.ts': serving('./one.ts'),
  'src/one.ts': ANSWER,
  'src/tsxed.ts': serving('./two.ts'),
  'src/two.ts': ANSWER,
  'src/own.mjs': serving('./three.mjs'),
  'src/three.mjs': `
export const answer = (url) => {
  if (url === '/b') {
    return { text: 'b' }
  }
  return { text: 'a' }
}
`,
  'src/untouched.ts': ANSWER,
  'setup.ts': `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { stripped, tsxed } from './services'
export default shareServices([stripped, tsxed])
`,
  'a.spec.ts': asking('a'),
  'b.spec.ts': asking('b'),
}

function asking(name: string): string {
  return `${IMPORTS}
import { unshared } from 'vitest-mirakuru'
import * as services from './services'
const all = { ...services, again: unshared(services.tsxed) }
const test = Object.entries(all).reduce((known, [name, one]) => known.extend(name, { scope: 'file' }, one), base)
test('asks ${name}', async ({ stripped, tsxed, again, own }) => {
  for (const { port } of [stripped, tsxed, again, own]) {
    expect(await (await fetch('http://127.0.0.1:' + port + '/${name}')).text()).toBe('${name}')
  }
})
`
}

/** A declaration. */
const at = (name: string, ...command: readonly string[]): string => `
export const ${name} = service('${name}', {
  command: ({ port }) => [...${JSON.stringify(command)}, port],
  ready: tcp(),
})
`

/** The command `tsx` would end a program that is too busy to answer a signal. */
const TSX = ['node', '--import=tsx']

/** @param strips whether Node itself runs TypeScript */
const services = (strips: boolean): string => `
import { service, tcp } from 'vitest-mirakuru'
${at('stripped', ...(strips ? ['node'] : TSX), 'src/stripped.ts')}
${at('tsxed', ...TSX, 'src/tsxed.ts')}
${at('own', 'node', 'src/own.mjs')}
`

const COVERAGE = {
  enabled: true,
  include: ['src/**'],
  reporter: [['json'], ['text']],
  reportsDirectory: 'out/coverage',
  // What both shards have run together.
  thresholds: { 'src/{one,two,three}.*': { lines: 75 }, 'src/three.mjs': { lines: 100 } },
}

/** Each pool once. */
const POOLS = PROJECTS.filter((_, index) => KINDS[index]?.isolate)

describe.for(byName(EDGES))('%s', ([name, installation]) => {
  test.for(['v8', 'istanbul'])(
    'the provider %s covers the services of all pools, in merged shards',
    { timeout: 600_000 },
    async (provider) => {
      const files = { ...FILES, 'services.ts': services(!name.includes('Node 20')) }
      const config = {
        globalSetup: './setup.ts',
        maxWorkers: 2,
        testTimeout: 60_000,
        projects: POOLS,
        coverage: { ...COVERAGE, provider },
      }
      await using project = await Project.create(files, config, installation)
      for (const shard of ['1/2', '2/2']) {
        const args = ['--reporter=blob', `--shard=${shard}`]
        const { exitCode, output } = await project.run({ args, timeout: 200_000 })
        expect(output).toContain('Tests  4 passed (4)')
        // Without the lines of the other shard.
        expect(output).toMatch(/Coverage for lines \(75%\) does not meet "src\/three\.mjs"/)
        expect(exitCode).toBe(1)
      }
      const { exitCode, output } = await project.run({ args: ['--merge-reports'] })
      expect(exitCode, output).toBe(0)
      const {
        'src/one.ts': one,
        'src/two.ts': two,
        ...others
      } = await reportIn(join(project.root, 'out/coverage'))
      for (const file of [one, two]) {
        const lines = [...linesOf(file)]
        expect(lines.filter(([, count]) => count === 0).map(([line]) => line)).toEqual([17, 20, 21])
      }
      // Each of the four pools asks the shared ones, and one of its own with the second.
      const asked = [one, two].map((file) => [10, 14].map((line) => linesOf(file).get(line)))
      expect(asked).toEqual([
        [4, 4],
        [8, 8],
      ])
      expect(Object.keys(one?.s ?? {})).toHaveLength(Object.keys(two?.s ?? {}).length)
      expect([...linesOf(others['src/three.mjs']).values()]).not.toContain(0)
      expect(Math.max(...linesOf(others['src/untouched.ts']).values())).toBe(0)
    },
  )
})
