import { URL } from 'node:url'
import {
  checkOptions,
  COMMAND,
  either,
  FOLDER,
  FUNCTION,
  MILLISECONDS,
  OptionError,
  type Rule,
  wrong,
} from '../../executors/internal.ts'
import { camelCase } from '../../fixtures/declaration/camel-case.ts'
import { declarationOf } from '../../fixtures/declaration/declaration.ts'
import { INPUTS } from '../../fixtures/declaration/prepare-option.ts'
import type { Service } from '../../fixtures/declaration/handle.ts'
import type { ServiceFixture } from '../../fixtures/declaration/service-fixture.ts'
import type { StartSpec } from '../../fixtures/declaration/service-spec.ts'
import { captureSite } from '../../fixtures/declaration/site.ts'
import { declareService } from '../../fixtures/service.ts'
import { urlOf, variablesOf } from './connection.ts'
import type { Fill } from './fill.ts'
import { sourcesOf, type Layer, addLayer } from './layers.ts'
import type { DatabaseMaker } from './maker.ts'
import { makerOf } from './makers.ts'
import { loadRunning } from './load-running.ts'
import { rootHere } from './root.ts'

/** The handle of a database. It has no process and no output. */
export interface Database extends Service {
  /** The name of the database on the server. */
  readonly database: string
  /** `DATABASE_URL`, `PGHOST`, `PGPORT`, `PGUSER`, `PGPASSWORD` and `PGDATABASE`, for programs. */
  readonly env: Readonly<Record<string, string>>
  /** Recreates the database in its initial state. Closes its connections. */
  reset(): Promise<void>
}

/** The server and the initial state of a database. */
export interface DatabaseOptions {
  /**
   * The server: a fixture of `postgres()`, or `{ db: fixture }` if tests have it under another name.
   * @default the server of `from`
   */
  readonly on?: ServiceFixture<never> | Readonly<Record<string, ServiceFixture<never>>> | undefined
  /** The database to build on: a fixture of `database()`. */
  readonly from?: ServiceFixture<never, Database> | undefined
  /**
   * Creates the tables: a command, the path of an SQL file that ends in `.sql`, or a function. Runs once on each
   * server, in a template that databases are copied from. A command gets `DATABASE_URL` and the variables of libpq.
   *
   * @default nothing
   */
  readonly prepare?: Fill | undefined
  /**
   * Globs below `cwd` of the files that `prepare` and `seed` read. A change makes a new template. With `inputs`, and
   * for SQL files, the template is kept with the data directory of the server: later runs do not make it again.
   *
   * @default none: a template of commands and functions is made in each run
   */
  readonly inputs?: readonly string[] | undefined
  /** Adds rows, after `prepare` and in the same forms. @default nothing */
  readonly seed?: Fill | undefined
  /** The folder of commands and SQL files. @default the root of the Vitest project */
  readonly cwd?: string | URL | undefined
  /** Milliseconds for the database and its template. @default 60_000 */
  readonly startTimeout?: number | undefined
}

const FILL: Rule = {
  expected: 'an SQL file, a command or a function',
  holds: (value) => either(COMMAND, FUNCTION, FOLDER).holds(value),
}
const SERVER: Rule = {
  expected: 'the result of postgres(), or { name: the result of postgres() }',
  holds: (value) => FUNCTION.holds(value) || Object.keys(Object(value) as object).length === 1,
}
const RULES = {
  on: SERVER,
  from: FUNCTION,
  prepare: FILL,
  inputs: INPUTS,
  seed: FILL,
  cwd: FOLDER,
  startTimeout: MILLISECONDS,
}

interface Origin {
  readonly server: ServiceFixture<never>
  /** The name of its fixture. */
  readonly key: string
  readonly layer: Layer
}

const origins = new WeakMap<object, Origin>()

/**
 * A database for each test, file or worker, by the scope of its fixture. It is a copy of a template, which is made
 * once on each server, and is dropped in the background when its scope ends.
 *
 * @param name the name in errors, logs and sharing, unique in a run: letters, digits and dashes
 * @throws TypeError when the name or an option is invalid.
 *
 * @example
 * const schema = database('schema', { on: postgres, prepare: 'node src/migrate.js', inputs: ['src/migrations'] })
 * const orders = database('orders', { from: schema, seed: 'test/orders.sql' })
 */
export function database(name: string, options: DatabaseOptions): ServiceFixture<object, Database> {
  const { server, key, layer } = captureOrigin(name, options)
  const { startTimeout = 60_000 } = options
  const makerFor = async (service: Service): Promise<DatabaseMaker> => {
    const root = rootHere()
    const { DatabaseMaker } = await loadRunning()
    return makerOf(service, layer, () => new DatabaseMaker(service.url, layer, root))
  }
  const servers = new Map<string, Service>()
  const spec: StartSpec = {
    needs: { [key]: server },
    // It has no port of its own, and to reserve one would take a millisecond for each test.
    port: 5432,
    sources: sourcesOf(layer),
    startTimeout,
    async start(at) {
      const service = Reflect.get(at, key) as Service
      const maker = await makerFor(service)
      const made = await maker.take(at.signal)
      const url = urlOf(service.url, made)
      servers.set(url, service)
      return { url, stop: async () => maker.leave(made) }
    },
  }
  const extend = (service: Service): void => {
    const nameOnServer = (): string => decodeURIComponent(new URL(service.url).pathname.slice(1))
    Object.defineProperties(service, {
      database: { get: nameOnServer },
      env: { get: () => variablesOf(service.url) },
      reset: {
        value: async () => {
          const own = servers.get(service.url)
          if (own) return (await makerFor(own)).renew(nameOnServer())
          // A shared server was made in another process.
          const server = urlOf(service.url, 'postgres')
          const root = rootHere()
          const { DatabaseMaker } = await loadRunning()
          const maker = new DatabaseMaker(server, layer, root)
          try {
            await maker.renew(nameOnServer())
          } finally {
            await maker.end('server-ends')
          }
        },
      },
    })
  }
  const preset = { caller: database, extend }
  const fixture = declareService(name, spec, preset) as unknown as ServiceFixture<object, Database>
  origins.set(fixture, { server, key, layer })
  addLayer(prepareOf(server), layer)
  return fixture
}

/** The `prepare` option of a server, if `postgres()` declared it. */
function prepareOf(server: ServiceFixture<never>): unknown {
  const spec = declarationOf(server)?.spec
  return typeof spec === 'object' ? spec.prepare : undefined
}

/** @throws TypeError */
function captureOrigin(name: string, options: DatabaseOptions): Origin {
  let origin: Origin | undefined
  captureSite(database).check(() => {
    checkOptions(options, RULES, `database "${name}"`)
    const { on, from, prepare, seed, inputs = [], cwd } = options
    const parent = from && origins.get(from)
    if (from && !parent)
      throw wrong(`\`from\` of database "${name}"`, 'the result of database()', from)
    const [named] = typeof on === 'object' ? Object.entries(on) : []
    const [given, server] = named ?? [undefined, typeof on === 'function' ? on : parent?.server]
    if (!server) {
      throw new OptionError(
        `Expected database "${name}" to have an \`on\` or a \`from\`, got neither: set \`on\` to its server`,
      )
    }
    const declared = declarationOf(server)
    if (!declared) throw wrong(`\`on\` of database "${name}"`, 'the result of postgres()', server)
    const key = given ?? (on ? undefined : parent?.key) ?? camelCase(declared.name)
    origin = { server, key, layer: { name, parent: parent?.layer, prepare, seed, inputs, cwd } }
  })
  return origin as unknown as Origin
}
