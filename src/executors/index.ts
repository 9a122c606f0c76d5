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
} from '../errors.ts'
export { Executor, type Obstacle } from './executor.ts'
export { HTTPExecutor, type HTTPExecutorOptions } from './http-executor.ts'
export type { Env, ExecutorOptions } from './options/options.ts'
export { OutputExecutor, type OutputExecutorOptions } from './output-executor.ts'
export type { Output, WaitOptions } from './output/output.ts'
export type { StreamChoice } from './output/streams.ts'
export type { PatternMatch } from './output/pattern-watch.ts'
export { PidExecutor, type PidExecutorOptions } from './pid-executor.ts'
export type { Command } from './process/command/command.ts'
export type { ProcessInfo } from './process/tree/process-entry.ts'
export { processesWithEnv } from './process/tree/processes-with-env.ts'
export type { Exit } from './runtime/exit.ts'
export { SimpleExecutor } from './simple-executor.ts'
export type { KillOptions, StopOptions } from './options/stop-options.ts'
export { TCPExecutor, type TCPExecutorOptions } from './tcp-executor.ts'
export { UnixSocketExecutor, type UnixSocketExecutorOptions } from './unix-socket-executor.ts'
