import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Project } from '../../support/vitest-project.ts'
import { causesOf, normalised, TALKING } from '../../support/log-project.ts'

const POOLS = ['forks', 'threads', 'vmForks', 'vmThreads'] as const

const START = `
import { test as base, expect, inject } from 'vitest'
import { shared, say, talker } from './services'
`
const POOLED = `${START}
const pool = inject('pool')
const test = base
  .extend('own', { scope: 'file' }, talker(pool))
  .extend('shared', { scope: 'file' }, shared)
test('talks in ' + pool, async ({ own, shared }) => {
  await say(own, 'printed in ' + pool)
  await say(shared, 'asked by ' + pool)
})
`

/** What services printed, by the files of the only run of which there are logs, without times and notes. */
function logsIn(folder: string): Record<string, string[]> {
  const [run = '', ...others] = readdirSync(folder)
  expect(others).toEqual([])
  const names = readdirSync(join(folder, run)).filter((name) => /\.log$|^failed$/.test(name))
  return Object.fromEntries(
    names.toSorted().map((name) => {
      const lines = readFileSync(join(folder, run, name), 'utf8').split('\n')
      return [name, lines.flatMap((line) => /^\S+Z \| (.*)$/.exec(line)?.[1] ?? [])]
    }),
  )
}

test('all pools write to one directory, and print live if the variable says so', async () => {
  const projects = POOLS.map((pool) => ({
    extends: true,
    test: { name: pool, pool, provide: { pool }, include: ['*.spec.ts'] },
  }))
  await using project = await Project.create(
    { ...TALKING, 'pooled.spec.ts': POOLED },
    { globalSetup: './setup.ts', projects },
  )
  const { output, exitCode } = await project.run({ env: { VITEST_MIRAKURU_LOG: '1' } })
  expect(exitCode, output).toBe(0)
  const logs = logsIn(project.logs)
  expect(Object.keys(logs).toSorted()).toEqual(
    [...POOLS.map((pool) => `${pool}.log`), 'shared.log'].toSorted(),
  )
  for (const pool of POOLS) {
    expect(logs[`${pool}.log`]).toEqual(['listening', `printed in ${pool}`])
    expect(logs['shared.log']).toContain(`asked by ${pool}`)
    expect(output).toContain(`[${pool}] printed in ${pool}\n`)
    expect(output).toContain(`[shared] asked by ${pool}\n`)
  }
})

test('a failed hook or start keeps the logs', async () => {
  await using project = await Project.create(
    {
      ...TALKING,
      'setup.ts':
        TALKING['setup.ts']?.replace('[shared]', "[shared], { logDir: './chosen' }") ?? '',
      'hook.spec.ts': `${START}
        const test = base.extend('api', { scope: 'file' }, talker('api'))
        test.beforeAll(async ({ api }) => { await say(api, 'before it failed'); throw new Error('hook') })
        test('is not run', () => {})
      `,
    },
    { globalSetup: './setup.ts' },
  )
  const env = { VITEST_MIRAKURU_LOG_DIR: '' }
  expect((await project.run({ env })).exitCode).toBe(1)
  expect(logsIn(join(project.root, 'chosen'))).toEqual({
    'api.log': ['listening', 'before it failed'],
    failed: [],
  })
  await project.write(
    'hook.spec.ts',
    `${START}
    import { service } from 'vitest-mirakuru'
    const gone = service('gone', { command: ['sh', '-c', 'echo no such config; exit 3'] , ready: () => false })
    base.extend('gone', gone)('fails', ({ gone }) => {})
  `,
  )
  const { tests } = await project.run({ env })
  expect(normalised(/Log: .*/.exec(tests['fails']?.errors ?? '')?.[0] ?? '')).toBe(
    `Log: ${project.root}/chosen/RUN/gone.log`,
  )
  expect(readdirSync(join(project.root, 'chosen'))).toHaveLength(2)
})

test('the last run remains, and a worker-scoped service is shown in each of its files', async () => {
  const KEPT = `${START}
    import { kept } from './kept'
    const test = base.extend('kept', { scope: 'worker' }, kept)
  `
  await using project = await Project.create(
    {
      ...TALKING,
      'kept.ts': `
        import { talker } from './services'
        export const kept = talker('kept')
      `,
      'a.spec.ts': `${KEPT}test('first', async ({ kept }) => { globalThis.kept = kept })`,
      'b.spec.ts': `${START}
        base('second', async () => { await say(globalThis.kept, 'in another file'); throw new Error('second') })
      `,
    },
    { isolate: false, maxWorkers: 1 },
  )
  const first = await project.run()
  expect(causesOf(first.output, 'second')).toMatchInlineSnapshot(`
    [
      "Caused by: Output of the services during this test: 
      TIME kept | in another file
      In full: logs/RUN/kept.log",
    ]
  `)
  await project.write('b.spec.ts', `${START}base('second', () => {})`)
  expect((await project.run()).exitCode).toBe(0)
  expect(readdirSync(project.logs)).toHaveLength(2)
})
