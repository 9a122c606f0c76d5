// What users may write. It is type-checked as they would, and never run.
import { test as base } from 'vitest'
import * as vitestMirakuru from 'vitest-mirakuru'
import {
  any,
  command,
  exited,
  file,
  http,
  isExecutorError,
  output,
  service,
  ServiceCrashed,
  tcp,
  unixSocket,
  unshared,
  type Captures,
  type Command,
  type Env,
  type ExecutorError,
  type Exit,
  type FailureContext,
  type FromResources,
  type HttpOptions,
  type HttpResponse,
  type KillOptions,
  type OutputMark,
  type OutputOptions,
  type OutputWaitOptions,
  type PatternMatch,
  type PortHolder,
  type ProbeOptions,
  type Readiness,
  type ReadinessCheck,
  type ReadinessContext,
  type ReadinessFunction,
  type Resources,
  type Service,
  type ServiceFacts,
  type ServiceFixture,
  type ServiceOutput,
  type ServicesMeta,
  type ServiceSpec,
  type Signal,
  type Status,
  type StopOptions,
  type StreamChoice,
  type TcpOptions,
  type TlsOptions,
} from 'vitest-mirakuru'
import {
  Executor,
  HTTPExecutor,
  OutputExecutor,
  PidExecutor,
  processesWithEnv,
  SimpleExecutor,
  TCPExecutor,
  UnixSocketExecutor,
  type ExecutorOptions,
  type HTTPExecutorOptions,
  type Obstacle,
  type Output,
  type OutputExecutorOptions,
  type PidExecutorOptions,
  type TCPExecutorOptions,
  type UnixSocketExecutorOptions,
  type WaitOptions,
} from 'vitest-mirakuru/executors'
import {
  shareServices,
  type SharedServiceOptions,
  type SharingOptions,
} from 'vitest-mirakuru/global-setup'

/** Types that have no value to be shown by. */
export type Exported = [
  Captures,
  Command,
  Env,
  ExecutorError,
  Exit,
  FailureContext,
  FromResources<string>,
  HttpOptions,
  HttpResponse,
  KillOptions,
  OutputMark,
  OutputOptions,
  OutputWaitOptions,
  PatternMatch,
  PortHolder,
  ProbeOptions,
  Readiness,
  ReadinessCheck,
  ReadinessContext,
  ReadinessFunction,
  Resources,
  ServiceOutput,
  ServicesMeta,
  ServiceSpec,
  Signal,
  Status,
  StopOptions,
  StreamChoice,
  TcpOptions,
  TlsOptions,
  ExecutorOptions,
  HTTPExecutorOptions,
  Obstacle,
  Output,
  OutputExecutorOptions,
  PidExecutorOptions,
  TCPExecutorOptions,
  UnixSocketExecutorOptions,
  WaitOptions,
  SharedServiceOptions,
  SharingOptions,
]

export const redis: ServiceFixture = service('redis', {
  command: ({ port, dir }) => ['redis-server', '--port', port, '--dir', dir],
  ready: [tcp(), any(output('ready'), file('flag'), async ({ signal }) => !signal.aborted)],
  url: ({ host, port, captures }) => `redis://${host}:${port}/${captures['db'] ?? ''}`,
  env: { A: 1, B: undefined },
  onCrash: 'ignore',
})
export const api = service('api', ({ redis }: { redis: Service }) => ({
  command: `node server.js ${redis.url}`,
  ready: http('/', { status: [200, 204], where: ({ body }) => body !== '' }),
  startTimeout: 5_000,
}))
export const once = service('once', { command: 'true', ready: exited() })
export const others = [command('true'), unixSocket(({ dir }) => `${dir}/socket`)]

const test = base
  .extend('redis', { scope: 'worker' }, redis)
  .extend('once', { scope: 'file' }, unshared(once))
  .extend('api', { scope: 'file' }, api)
test.beforeAll(({ api }) => void api.url, 60_000)
test('uses it', async ({ api, redis, task }) => {
  const facts: readonly ServiceFacts[] | undefined = task.meta.services
  if (facts?.[0]) console.log(task.meta.serviceOutput, facts[0].generation)
  const mark: OutputMark = await api.output.mark()
  const seen: number = await redis.stopped(async () => api.port)
  {
    const away: AsyncDisposable = await redis.paused()
    await away[Symbol.asyncDispose]()
  }
  const { exitCode, signal } = await api.waitForExit()
  await api.output.waitFor(/again/, { since: mark, timeout: seen })
  await api.stop({ signal: 'SIGINT' })
  try {
    await api.restart()
  } catch (error) {
    if (isExecutorError(error)) console.log(error.code, exitCode, signal)
    if (error instanceof ServiceCrashed) throw error
  }
})

export const setup = shareServices([redis, { service: api, per: 'worker' }], {
  eager: true,
  logDir: 'a',
})

class Flagged extends Executor {
  override async preStartCheck(): Promise<boolean> {
    return false
  }
  override async afterStartCheck(): Promise<boolean> {
    return true
  }
}
export const executors: readonly SimpleExecutor[] = [
  new SimpleExecutor('sleep 1'),
  new Flagged(['sleep', 1], { startTimeout: 1, env: { A: 'a' } }),
  new OutputExecutor('sleep 1', { banner: /a/ }),
  new TCPExecutor('sleep 1', { port: 1 }),
  new HTTPExecutor('sleep 1', { url: 'http://localhost:1/' }),
  new PidExecutor('sleep 1', { filename: 'pid' }),
  new UnixSocketExecutor('sleep 1', { socketPath: 'socket' }),
]
export const found: Promise<number[]> = processesWithEnv('A', 'a')
export const codes: string[] = Object.keys(vitestMirakuru)
