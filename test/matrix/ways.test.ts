import { chmod, chown, mkdir, readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { IMPORTS, pidsIn, Project, runProject, type RunOptions } from '../support/vitest-project.ts'
import type { Installation } from '../support/installation.ts'
import { byName } from './kinds.ts'
import { USED } from './used-project.ts'

const CONFIG = { globalSetup: './setup.ts', maxWorkers: 2, testTimeout: 30_000 }
const NOBODY = 65_534
const asNobody = (command: readonly string[]): readonly string[] => [
  'setpriv',
  `--reuid=${NOBODY}`,
  `--regid=${NOBODY}`,
  '--clear-groups',
  ...command,
]

/** In a view of the file system of its own, in which all of a folder but for a part is read-only. */
const readOnly = (folder: string, part: string) => (command: readonly string[]) => {
  const script = `cd "$0" && mount --bind . . && cd "$0" && mount --bind ${part} ${part} &&
    mount -o remount,ro,bind "$0" && exec "$@"`
  return ['unshare', '--mount', 'sh', '-c', script, folder, ...command]
}

/** Of the combinations, the newest of each major. */
const NEWEST = inject('combinations').filter(({ name }) => !/ 4\.1\.0,|Node 22/.test(name))

const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  'in any order': ['--sequence.shuffle'],
  'one file at a time': ['--no-file-parallelism'],
  'with coverage': ['--coverage.enabled', '--coverage.provider=v8'],
  'with retries': ['--retry=2'],
  'with a bail': ['--bail=1'],
}

describe.for(byName(NEWEST))('%s', ([, installation]) => {
  test.for(Object.entries(ARGUMENTS))('%s', async ([, args]) => {
    await using project = await Project.create(USED, CONFIG, installation)
    await goesWell(project, { args })
  })

  test('with types checked', async () => {
    const typecheck = { enabled: true, include: ['*.test-d.ts'], tsconfig: 'tsconfig.json' }
    const types = `
      import { expectTypeOf, test } from 'vitest'
      import { service, type ServiceFixture } from 'vitest-mirakuru'
      test('is typed', () => {
        expectTypeOf(service('a', { command: 'a' })).toExtend<ServiceFixture>()
      })`
    const run = await runProject(
      {
        'types.test-d.ts': types,
        'tsconfig.json': JSON.stringify({
          compilerOptions: { module: 'nodenext', strict: true, types: [] },
          include: ['*.test-d.ts'],
        }),
      },
      { config: { typecheck }, installation },
    )
    expect(run.output).toMatch(/Tests {2}1 passed \(1\)\nType Errors {2}no errors/)
  })

  test('a retried test gets a new test-scoped service, and keeps the file-scoped one', async () => {
    const run = await runProject(
      {
        'retry.spec.ts': `${IMPORTS}
          const test = base
            .extend('filed', { scope: 'file' }, service('filed', journalled('filed')))
            .extend('tested', service('tested', journalled('tested')))
          let tries = 0
          test('is tried', ({ filed, tested }) => {
            note('tried', filed.pid === undefined, tested.pid === undefined)
            expect(++tries).toBe(3)
          })`,
      },
      { args: ['--retry=2'], installation },
    )
    expect(run.tests['is tried']?.status).toBe('passed')
    expect(run.journal.filter((line) => line === 'tried false false')).toHaveLength(3)
    expect(pidsIn(run.journal, 'filed')).toHaveLength(1)
    expect(pidsIn(run.journal, 'tested')).toHaveLength(3)
    expect(run.surviving).toEqual([])
  })

  test('a run that is bailed out leaves no process', async () => {
    const failing = `${IMPORTS}
      import { api, redis } from './services'
      const test = base.extend('redis', { scope: 'file' }, redis).extend('api', { scope: 'file' }, api)
      test('fails', ({ redis, api }) => expect(1).toBe(2))
      test('is not run', ({ redis, api }) => note('not', 'reached'))`
    const files = { ...USED, 'a.spec.ts': failing, 'b.spec.ts': failing }
    const args = ['--bail=1', '--no-file-parallelism']
    const run = await runProject(files, { config: CONFIG, installation, args })
    expect(run.exitCode).toBe(1)
    expect(pidsIn(run.journal)).toHaveLength(2)
    expect(run.journal).not.toContain('not reached')
    expect(run.surviving).toEqual([])
  })

  test('a failed start is tried again, and then the run is bailed out', async () => {
    const failing = `${IMPORTS}
      const failing = { command: ({ port }) => ['sh', '-c', 'echo "start failing $$" >> $JOURNAL; exit 3'], ready: tcp() }
      const test = base.extend('failing', service('failing', failing))
      test('asks', ({ failing }) => {})
      test('is not run', ({ failing }) => {})`
    const args = ['--bail=1', '--retry=1']
    const run = await runProject({ 'bail.spec.ts': failing }, { installation, args })
    expect(run.tests['asks']?.errors).toContain('failing exited with code 3 before it was ready')
    expect(pidsIn(run.journal, 'failing')).toHaveLength(2)
    expect(run.surviving).toEqual([])
  })

  test('each shard starts its own services, and merging reports starts none', async () => {
    await using project = await Project.create(USED, CONFIG, installation)
    for (const shard of ['1/2', '2/2']) {
      const run = await project.run({ args: [`--shard=${shard}`, '--reporter=blob'] })
      expect(run.exitCode, run.output).toBe(0)
      expect([pidsIn(run.journal, 'redis').length, pidsIn(run.journal, 'api').length]).toEqual([
        1, 1,
      ])
      expect(run.surviving).toEqual([])
    }
    const merged = await project.run({ args: ['--merge-reports'] })
    expect(merged.output).toContain('Tests  10 passed (10)')
    expect(merged.journal).toEqual([])
  })

  test.for([
    ['its own folder', { cwd: 'packages/one' }],
    ['the root', { args: ['--root', 'packages/one'] }],
  ] as const)('a package of a monorepo, run from %s', async ([, options]) => {
    await using project = await inMonorepo(installation)
    await goesWell(project, options)
  })

  test('without ps on PATH', async () => {
    await using project = await Project.create(USED, CONFIG, installation)
    const bin = join(project.root, 'bin')
    await mkdir(bin)
    for (const name of await readdir('/usr/bin')) {
      if (name !== 'ps') await symlink(join('/usr/bin', name), join(bin, name))
    }
    await goesWell(project, { env: { PATH: bin } })
  })

  test('with a long name of the folder for temporary files', async () => {
    await using project = await Project.create(USED, CONFIG, installation)
    const TMPDIR = join(project.root, 'out', 'x'.repeat(200))
    await mkdir(TMPDIR)
    await goesWell(project, { env: { TMPDIR } })
    expect((await readdir(TMPDIR)).filter((name) => name.startsWith('mirakuru'))).toEqual([])
  })

  test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
    'from a file system that cannot be written',
    async () => {
      await using project = await Project.create(USED, CONFIG, installation)
      const env = { TMPDIR: join(project.root, 'out'), VITEST_MIRAKURU_LOG_DIR: '' }
      const wrapper = readOnly(project.root, 'out')
      await goesWell(project, { wrapper, env, args: ['--configLoader=native'] })
    },
  )

  describe.skipIf(process.getuid?.() !== 0)('as an ordinary user', () => {
    test.for([
      ['in a checkout of his own', NOBODY],
      ['in one that he cannot write', 0],
    ] as const)('%s', async ([, owner]) => {
      await using project = await Project.create(USED, CONFIG, installation)
      await chownAll(project.root, owner)
      await chownAll(join(project.root, 'out'), NOBODY)
      const TMPDIR = join(project.root, 'out')
      await goesWell(project, {
        wrapper: asNobody,
        args: ['--configLoader=native'],
        // Where logs are by themselves: in node_modules, which is root's.
        env: { TMPDIR, VITEST_MIRAKURU_LOG_DIR: '', HOME: TMPDIR },
      })
      const [run = ''] = await readdir(join(TMPDIR, `vitest-mirakuru-logs-${NOBODY}`))
      const logs = await readdir(join(TMPDIR, `vitest-mirakuru-logs-${NOBODY}`, run))
      expect(logs).toEqual(expect.arrayContaining(['redis.log', 'api.log', 'api.2.log']))
    })
  })
})

async function inMonorepo(installation: Installation): Promise<Project> {
  const files = Object.entries(USED).map(([name, text]) => [
    `packages/one/${name}`,
    text.replaceAll(`'./journal'`, `'../../journal'`),
  ])
  const project = await Project.create(Object.fromEntries(files), CONFIG, installation)
  await project.write(
    'packages/one/vitest.config.mjs',
    `import outer from '../../vitest.config.mjs'
     export default { ...outer, cacheDir: '../../out/.cache' }`,
  )
  return project
}

async function chownAll(folder: string, uid: number): Promise<void> {
  for (const name of ['', ...(await readdir(folder))]) await chown(join(folder, name), uid, uid)
  await chmod(folder, 0o755)
}

/** All pass, with one shared service, one of each file, and nothing left. */
async function goesWell(project: Project, options: RunOptions = {}): Promise<string> {
  const run = await project.run(options)
  expect(run.output).toContain('Tests  10 passed (10)')
  expect(run.exitCode, run.output).toBe(0)
  expect(pidsIn(run.journal, 'redis')).toHaveLength(1)
  expect(pidsIn(run.journal, 'api')).toHaveLength(2)
  expect(run.surviving).toEqual([])
  return run.output
}
