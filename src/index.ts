export * from './errors.ts'
export type {
  OutputMark,
  OutputWaitOptions,
  Service,
  ServiceOutput,
} from './fixtures/declaration/handle.ts'
export { extend, type Extended, type ExtendOptions } from './fixtures/extend.ts'
export { service, unshared } from './fixtures/service.ts'
export type { ServiceFacts, ServicesMeta } from './fixtures/logs/service-facts.ts'
export type {
  DependentFixture,
  LacksFixtures,
  ServiceFixture,
} from './fixtures/declaration/service-fixture.ts'
export type {
  PrepareCommand,
  PrepareOption,
  PrepareOptions,
} from './fixtures/declaration/prepare-option.ts'
export type {
  ReadinessCheck,
  CommandSpec,
  ServiceSpec,
  StartSpec,
} from './fixtures/declaration/service-spec.ts'
export type { StartContext, Started, StartFunction } from './fixtures/declaration/start-option.ts'
export { any, command, exited, file, http, output, tcp, unixSocket } from './executors/internal.ts'
export type {
  Captures,
  Command,
  Env,
  Exit,
  FromResources,
  HttpOptions,
  HttpResponse,
  KillOptions,
  OutputOptions,
  PatternMatch,
  ProcessInfo,
  ProbeOptions,
  Readiness,
  ReadinessContext,
  ReadinessFunction,
  Resources,
  Status,
  StopOptions,
  StreamChoice,
  TcpOptions,
  TlsOptions,
} from './executors/internal.ts'
