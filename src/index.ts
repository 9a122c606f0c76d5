export {
  AlreadyRunning,
  ExecutorError,
  isExecutorError,
  LeakedProcesses,
  ProcessExitedWithError,
  ProcessFinishedWithError,
  ServiceCrashed,
  TimeoutExpired,
  type FailureContext,
  type PortHolder,
  type Signal,
} from './errors.ts'
export type { Env } from './executors/options/options.ts'
export type { StreamChoice } from './executors/output/output.ts'
export type { PatternMatch } from './executors/output/pattern-watch.ts'
export type { Command } from './executors/process/command/command.ts'
export type { Exit } from './executors/process/spawn.ts'
export { any } from './executors/readiness/composite.ts'
export { command } from './executors/readiness/command.ts'
export { exited } from './executors/readiness/exited.ts'
export { file } from './executors/readiness/file.ts'
export type { ReadinessContext, ReadinessFunction } from './executors/readiness/function.ts'
export {
  http,
  type HttpOptions,
  type HttpResponse,
  type Status,
  type TlsOptions,
} from './executors/readiness/http/http.ts'
export { output, type OutputOptions } from './executors/readiness/output.ts'
export type {
  Captures,
  FromResources,
  ProbeOptions,
  Readiness,
  Resources,
} from './executors/readiness/readiness.ts'
export { tcp, type TcpOptions } from './executors/readiness/tcp.ts'
export { unixSocket } from './executors/readiness/unix-socket.ts'
export type { KillOptions, StopOptions } from './executors/options/stop-options.ts'
export type { OutputMark, OutputWaitOptions, Service, ServiceOutput } from './fixtures/handle.ts'
export { service, unshared, type ServiceFixture } from './fixtures/service.ts'
export type { ReadinessCheck, ServiceSpec } from './fixtures/service-spec.ts'
export type { StartContext, Started, StartFunction } from './fixtures/declaration/start-option.ts'
