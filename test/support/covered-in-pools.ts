import { PROGRAMS } from './covered-programs.ts'
import { IMPORTS } from './vitest-project.ts'

const NAMES = ['company', 'thread', 'child', 'clustered', 'handles', 'imported'] as const

/** Copies of programs, so that nobody else runs them. */
export const PROGRAMS_AGAIN: Readonly<Record<string, string>> = Object.fromEntries(
  NAMES.map((name) => [
    `src/again/${name}.mjs`,
    PROGRAMS[`src/${name}.mjs`].replaceAll(/^import '.*$/gm, ''),
  ]),
)

/** Lines that are run once for each request: in a service, a thread of it, a child, and a worker of a cluster. */
export const LINES_ASKED: Readonly<Record<string, number>> = {
  'src/again/company.mjs': 8,
  'src/again/thread.mjs': 7,
  'src/again/child.mjs': 6,
  'src/again/clustered.mjs': 12,
}

/** Their services. */
export const FAMILIES = `
import { service, tcp } from 'vitest-mirakuru'
const at = (name, ...options) => service(name + 's', {
  command: ({ port }) => ['node', ...options, 'src/again/' + name + '.mjs', port],
  ready: tcp(),
})
export const families = at('company')
export const clusters = at('clustered')
export const hooked = at('handles', '--import', './src/again/imported.mjs')
`

/** Runs in each pool, with shared services and its own. */
export const EACH_POOL = `${IMPORTS}
import { unshared } from 'vitest-mirakuru'
import * as shared from './families'
const test = Object.entries(shared).reduce(
  (known, [name, one]) => known.extend(name, { scope: 'file' }, one).extend('own' + name, { scope: 'file' }, unshared(one)),
  base,
)
test('asks the same twice', async ({ families, clusters, hooked, ownfamilies, ownclusters, ownhooked }) => {
  for (const { port } of [families, clusters, hooked, ownfamilies, ownclusters, ownhooked]) {
    await (await fetch('http://127.0.0.1:' + port)).text()
  }
})
`
/** Vitest's `projects`: the first one runs the other files, too. */
export const POOLS = ['forks', 'threads', 'vmForks', 'vmThreads'].map((pool) => ({
  extends: true,
  test: { name: pool, pool, include: [pool === 'forks' ? '*.spec.ts' : 'each.spec.ts'] },
}))
