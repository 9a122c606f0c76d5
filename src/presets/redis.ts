import { URL } from 'node:url'
import {
  bracketed,
  checkOptions,
  codeOf,
  type Command,
  messageOf,
  oneOf,
  type Readiness,
  type Resources,
  TEXT,
  tcp,
} from '../executors/internal.ts'
import type { Service } from '../fixtures/declaration/handle.ts'
import type { ServiceFixture } from '../fixtures/declaration/service-fixture.ts'
import type { CommandSpec, ServiceSpec } from '../fixtures/declaration/service-spec.ts'
import { captureSite, SetupFailure } from '../fixtures/declaration/site.ts'
import { declareService } from '../fixtures/service.ts'
import {
  type OwnOptions,
  PRESET_RULES,
  SETTINGS,
  type Settings,
  textsOf,
} from './preset-options.ts'
import { findFirst, installCommand } from './programs.ts'
import { askRedis } from './redis-client.ts'

/** The options of a Redis server, besides those of any service. */
export interface RedisOptions extends Omit<CommandSpec, OwnOptions> {
  /** The program. @default the first of valkey-server and redis-server on PATH */
  readonly bin?: string | undefined
  /** Its configuration: `{ maxmemory: '64mb' }`. With `requirepass`, the handle's `url` has the password. */
  readonly settings?: Settings | undefined
  /**
   * Removes all keys before each test that uses the server, or before the first such test of each file, but not
   * before concurrent tests. If the whole run shares the server, other workers use it at the same time: share it
   * `per: 'worker'` instead. On an external server, only the database in its URL is emptied.
   *
   * @default never
   */
  readonly flush?: 'test' | 'file' | undefined
}

const RULES = { ...PRESET_RULES, bin: TEXT, settings: SETTINGS, flush: oneOf('test', 'file') }

interface RedisPreset {
  (name: string, options?: RedisOptions): ServiceFixture
  /** Whether this machine has a program for it: `test.skipIf(!redis.isAvailable())`. */
  readonly isAvailable: () => boolean
}

function declareRedis(name: string, options: RedisOptions = {}): ServiceFixture {
  captureSite(declareRedis).check(() => checkOptions(options, RULES, `redis "${name}"`))
  const { bin, settings = {}, flush, ...given } = options
  const password = settings['requirepass']
  const user = password === undefined ? '' : `:${encodeURIComponent(String(password))}@`
  const spec: ServiceSpec = {
    ...given,
    command: (at) => commandOf(at, bin, settings),
    ready: [tcp(), answersPing],
    url: ({ host, port }) => `redis://${user}${bracketed(host)}:${port}`,
  }
  const reset = flush && { before: flush, run: empty }
  return declareService(name, spec, { caller: declareRedis, reset })
}

/**
 * A Redis or Valkey server that keeps nothing on disk. It is ready when it answers PING; its `url` is
 * `redis://host:port`.
 *
 * @param name the name in errors, logs and sharing, unique in a run: letters, digits and dashes
 * @throws TypeError when the name or an option is invalid.
 *
 * @example
 * const test = base.extend('redis', { scope: 'file' }, redis('redis', { flush: 'test' }))
 */
export const redis: RedisPreset = Object.assign(declareRedis, {
  isAvailable: (): boolean => findFirst(PROGRAMS) !== undefined,
})

const PROGRAMS = ['valkey-server', 'redis-server']

function commandOf(
  { host, port, dir }: Resources,
  bin: string | undefined,
  settings: Settings,
): Command {
  const own = { bind: host, port, dir, save: '', appendonly: 'no', daemonize: 'no' }
  const configured = textsOf({ ...own, ...settings }, ['yes', 'no'])
  return [bin ?? program(), ...configured.flatMap(([key, text]) => [`--${key}`, text])]
}

/** @throws SetupFailure that says how to install one. */
function program(): string {
  const found = findFirst(PROGRAMS)
  if (found !== undefined) return found
  const install = installCommand({
    'apt-get': 'redis-server',
    dnf: 'valkey',
    apk: 'valkey',
    pacman: 'valkey',
    brew: 'valkey',
  })
  const first = install ? `install one (${install})` : 'install one'
  throw new SetupFailure(
    `There is no Redis on this machine: neither valkey-server nor redis-server is on PATH.\n\nFix: ${first}, give its path as \`bin\`, or skip these tests: test.skipIf(!redis.isAvailable())`,
  )
}

const answersPing: Readiness = {
  kind: 'redis',
  bind: ({ at }) => ({
    goal: 'answer PING',
    async check(signal) {
      try {
        await askRedis(at.url, [['PING']], signal)
        return { ready: true }
      } catch (error) {
        const code = codeOf(error)
        return { ready: false, result: code === code.toUpperCase() ? code : messageOf(error) }
      }
    },
  }),
}

async function empty(service: Service): Promise<void> {
  const { url, pid } = service
  if (pid !== undefined) return void (await askRedis(url, [['FLUSHALL']]))
  const database = new URL(url).pathname.slice(1)
  await askRedis(url, [...(database ? [['SELECT', database]] : []), ['FLUSHDB']])
}
