import { once } from 'node:events'
import { symlinkSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { describe, expect, test as base, vi, onTestFinished } from 'vitest'
import type { Service } from 'vitest-mirakuru'
import { redis, type RedisOptions } from 'vitest-mirakuru/redis'
import { askRedis } from '../../src/presets/redis-client.ts'
import { programOf } from '../support/installed.ts'
import { rejection } from '../support/rejection.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { IMPORTS, runProject } from '../support/vitest-project.ts'

const ask = async ({ url }: Pick<Service, 'url'>, ...words: string[]): Promise<string> =>
  (await askRedis(url, [words]))[0] ?? ''

/** Called as Vitest does. */
const test = base.extend('start', async ({ task, signal }, { onCleanup }) => {
  const cleanups: (() => Promise<void>)[] = []
  onCleanup(async () => void (await Promise.all(cleanups.map((end) => end()))))
  return (options?: RedisOptions): Promise<Service> =>
    redis('redis-probe', options)(
      { task, signal },
      {
        onCleanup: (end) => void cleanups.push(end),
      },
    )
})

/** A project with a server of these options. */
const project = (options: string, rest: string): Record<string, string> => ({
  'services.ts': `
    import { redis } from 'vitest-mirakuru/redis'
    export const cache = redis('cache', ${options})`,
  'ask.ts': `
    import { connect } from 'node:net'
    export const ask = (url, words) => new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1')
      socket.once('error', reject).once('data', (data) => (resolve(String(data).trim()), socket.destroy()))
      socket.write(words + '\\r\\n')
    })`,
  'a.spec.ts': `${IMPORTS}
    import { cache } from './services.ts'
    import { ask } from './ask.ts'
    const test = base.extend('cache', { scope: 'file' }, cache)
    ${rest}`,
})

describe.runIf(redis.isAvailable())('a Redis server', () => {
  test('answers, keeps nothing, and restarts empty at the same address', async ({ start }) => {
    const server = await start()
    expect(server.url).toBe(`redis://127.0.0.1:${server.port}`)
    expect(await ask(server, 'SET', 'key', 'value')).toBe('+OK')
    expect(await ask(server, 'EXISTS', 'key')).toBe(':1')
    expect(await ask(server, 'LASTSAVE')).toBe(await ask(server, 'LASTSAVE'))
    await server.restart()
    expect(await ask(server, 'EXISTS', 'key')).toBe(':0')
  })

  test.skipIf(process.platform === 'win32')('is Valkey if both are on PATH', async ({ start }) => {
    const folder = await temporaryDirectory()
    const valkey = join(folder, 'valkey-server')
    symlinkSync(programOf('valkey-server') || programOf('redis-server'), valkey)
    vi.stubEnv('PATH', `${process.env['PATH']}${delimiter}${folder}`)
    onTestFinished(() => void vi.unstubAllEnvs())
    const server = await start()
    const [leader] = await server.processes()
    expect(leader?.command).toContain('valkey-server')
    expect(await ask(server, 'SET', 'key', 'value')).toBe('+OK')
    await server.restart()
    expect(await ask(server, 'EXISTS', 'key')).toBe(':0')
  })

  test('has its settings, and its password in its URL', async ({ start }) => {
    const server = await start({
      settings: { requirepass: 'p@ss word', maxmemory: '5mb', appendonly: true },
    })
    expect(server.url).toBe(`redis://:p%40ss%20word@127.0.0.1:${server.port}`)
    expect(await ask(server, 'PING')).toBe('+PONG')
    const { host } = new URL(server.url)
    await expect(ask({ url: `redis://${host}` }, 'PING')).rejects.toThrow(/^NOAUTH/)
    await expect(ask({ url: `redis://:wrong@${host}` }, 'PING')).rejects.toThrow(/^WRONGPASS/)
  })

  test('that rejects its settings says so', async ({ start }) => {
    const error = await rejection(start({ settings: { 'max-memory': '5mb' } }))
    expect(error.code).toBe('ERR_PROCESS_EXITED')
    expect(error.message).toContain('max-memory')
  })

  test('that is external is used at its URL, and not stopped', async ({ start }) => {
    const server = await start({ settings: { requirepass: 'secret-word' } })
    vi.stubEnv('VITEST_MIRAKURU_REDIS_PROBE_URL', `${server.url}/3`)
    onTestFinished(() => void vi.unstubAllEnvs())
    await ask(server, 'SET', 'key', 'value')
    const external = await start({ flush: 'file' })
    expect(external.url).toBe(`${server.url}/3`)
    expect(external.pid).toBeUndefined()
    // Only the database that the URL names is emptied.
    expect(await ask(server, 'EXISTS', 'key')).toBe(':1')
    vi.stubEnv('VITEST_MIRAKURU_REDIS_PROBE_URL', server.url.replace('secret-word', 'other-word'))
    const error = await rejection(start({ startTimeout: 5_000 }))
    expect(error.message).toMatch(/^ {2}- answer PING: WRONGPASS/m)
    expect(error.message).not.toContain('other-word')
  })

  const COUNTS = `
    test.beforeEach(async ({ cache }) => { await ask(cache.url, 'INCR prepared') })
    test('first', async ({ cache }) => { expect(await ask(cache.url, 'INCR guests')).toBe(':1') })
    test('second', { retry: 1 }, async ({ cache, task }) => {
      expect(await ask(cache.url, 'INCR guests')).toBe(':1')
      expect(await ask(cache.url, 'GET prepared')).toMatch(/1$/)
      if (task.result.retryCount === 0) throw new Error('again')
    })`

  test('is empty before each test, and again for a retry', async () => {
    const run = await runProject(project(`{ flush: 'test' }`, COUNTS))
    expect(run.output).toContain('Tests  2 passed (2)')
  })

  test('is empty before each test of a worker that shares it', async () => {
    const files = project(`{ flush: 'test' }`, COUNTS)
    const setup = `
      import { shareServices } from 'vitest-mirakuru/global-setup'
      import { cache } from './services.ts'
      export default shareServices([{ service: cache, per: 'worker' }])`
    const config = { globalSetup: './setup.ts', maxWorkers: 1, isolate: false }
    const b = { 'b.spec.ts': files['a.spec.ts'] ?? '' }
    const run = await runProject({ ...files, ...b, 'setup.ts': setup }, { config })
    expect(run.output).toContain('Tests  4 passed (4)')
  })

  test('is empty before each file, and not before each test', async () => {
    const files = project(
      `{ flush: 'file' }`,
      `test('first', async ({ cache }) => { expect(await ask(cache.url, 'INCR guests')).toBe(':1') })
       test('second', async ({ cache }) => { expect(await ask(cache.url, 'INCR guests')).toBe(':2') })`,
    )
    const setup = `
      import { shareServices } from 'vitest-mirakuru/global-setup'
      import { cache } from './services.ts'
      export default shareServices([cache])`
    const config = { globalSetup: './setup.ts', fileParallelism: false }
    const b = { 'b.spec.ts': files['a.spec.ts'] ?? '' }
    const run = await runProject({ ...files, ...b, 'setup.ts': setup }, { config })
    expect(run.output).toContain('Tests  4 passed (4)')
  })
})

test('the error of a missing server says how to install one', async ({ start, skip }) => {
  vi.stubEnv('PATH', await temporaryDirectory())
  onTestFinished(() => void vi.unstubAllEnvs())
  skip(redis.isAvailable(), 'there is one in another place')
  await expect(start()).rejects.toThrow(
    /^There is no Redis on this machine: neither valkey-server nor redis-server is on PATH\.\n\nFix: install one.*, give its path as `bin`, or skip these tests: test\.skipIf\(!redis\.isAvailable\(\)\)$/,
  )
  const error = await rejection(start({ bin: 'no-such-redis' }))
  expect(error.message).toMatch(/command not found: no-such-redis is not on PATH/)
})

test.for([
  [
    { flush: 'tests' },
    'Expected `flush` of redis "x" to be "test" or "file", got "tests" (string): did you mean "test"?',
  ],
  [{ command: 'x' }, 'Unknown option `command` of redis "x"'],
  [
    { settings: { a: {} } },
    'Expected `settings` of redis "x" to be an object of strings, numbers and booleans',
  ],
] as const)('%o is rejected', ([options, message]) => {
  let error: unknown
  try {
    redis('x', options as never)
  } catch (thrown) {
    error = thrown
  }
  expect(String(error)).toContain(message)
  expect(String(Reflect.get(Object(error), 'stack'))).toContain('redis.test.ts')
})

test('an endless response of another server does not use up memory', async () => {
  const server = createServer((socket) => {
    const more = (): unknown => socket.destroyed || socket.write('x'.repeat(100_000), more)
    socket.on('error', () => {})
    more()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  await expect(askRedis(`redis://127.0.0.1:${port}`, [['PING']])).rejects.toThrow(
    'its response is longer than any response of Redis',
  )
})

test('a check that is aborted before it begins ends', async () => {
  const over = AbortSignal.abort(new Error('over'))
  await expect(askRedis('redis://127.0.0.1:1', [['PING']], over)).rejects.toThrow('over')
})
