/**
 * The internal API of the executors for the fixtures. Fixtures import nothing else from the executors.
 */
export { BaseExecutor } from './base-executor.ts'
export { SimpleExecutor } from './simple-executor.ts'
export { leavesOf } from './diagnosis/checks.ts'
export { describeExit, describeHolder, describeMembers } from './process/describe-run.ts'
export {
  failureOf,
  type DiagnosticContext,
  type FailureKind,
  type FailureText,
  type StartGoal,
} from './diagnosis/failure.ts'
export { describeLastError } from './diagnosis/last-error.ts'
export { masked, maskedText } from './secrets/mask.ts'
export { concealer, type Conceal } from './secrets/conceal.ts'
export { toStartError } from './diagnosis/start-errors.ts'
export type { Obstacle } from './executor.ts'
export { withOutage } from './lifecycle/outage.ts'
export type { Lifecycle } from './lifecycle/lifecycle.ts'
export { ProcessRun } from './lifecycle/process-run.ts'
export {
  StartFailure,
  StopFailure,
  type Run,
  type RunProcess,
  type StopSignals,
} from './lifecycle/run.ts'
export { credentialsOf, type Credentials } from './options/credentials.ts'
export { mergeVariables } from './options/options.ts'
export {
  EXECUTOR_RULES,
  resolveOptions,
  type Env,
  type ExecutorOptions,
  type ResolvedOptions,
} from './options/options.ts'
export {
  BOOLEAN,
  FOLDER,
  FUNCTION,
  HOST,
  MILLISECONDS,
  OptionError,
  PORT,
  TEXT,
  checkOptions,
  checkValue,
  didYouMean,
  either,
  oneOf,
  required,
  wrong,
  type Rule,
  type Rules,
} from './options/rules.ts'
export type { KillOptions, StopOptions } from './options/stop-options.ts'
export { closestMatch } from './options/suggest-name.ts'
export { detached } from './output/detached.ts'
export { checkWaitOptions, type Output } from './output/output.ts'
export type { PatternMatch } from './output/pattern-watch.ts'
export type { StreamChoice, StreamName } from './output/streams.ts'
export { checkCommand } from './process/command/check-command.ts'
export { COMMAND, type Command } from './process/command/command.ts'
export { parseCommand, type CommandLine } from './process/command/command-line.ts'
export { findProgram, isExecutable, localBinaries } from './runtime/lookup.ts'
export { guard } from './process/guard/guard.ts'
export type { Exit } from './runtime/exit.ts'
export { cleanUpTree, toCleanupCommand } from './process/stop/clean-up.ts'
export type { CleanupCommand } from './process/stop/cleanup-command.ts'
export { askSystem } from './runtime/ask-system.ts'
export { removeFolder } from './process/stop/remove-folder.ts'
export { readEntry, readProc } from './process/tree/linux.ts'
export { holderOf, isInTimeWait } from './process/tree/listeners.ts'
export { nextMarker, withoutMarker } from './process/tree/marker.ts'
export { treeOf } from './process/tree/tree.ts'
export type { ProcessEntry, ProcessInfo } from './process/tree/process-entry.ts'
export { proofLimits } from './process/tree/proof-limits.ts'
export { command } from './readiness/command.ts'
export { all, any, readinessFrom } from './readiness/composite.ts'
export { exited } from './readiness/exited.ts'
export { extendLazily } from './readiness/extend-lazily.ts'
export { file } from './readiness/file.ts'
export type { ReadinessContext, ReadinessFunction } from './readiness/function.ts'
export { http } from './readiness/http/http.ts'
export type {
  HttpOptions,
  HttpResponse,
  Status,
  TlsOptions,
} from './readiness/http/http-options.ts'
export { output, type OutputOptions } from './readiness/output.ts'
export { ProbeLog, type Outcome } from './readiness/probe-log.ts'
export type { ReadinessInput, ReadinessSession } from './readiness/readiness-session.ts'
export type {
  Captures,
  Check,
  FromResources,
  ProbeOptions,
  ProbeTarget,
  Readiness,
  Resources,
} from './readiness/readiness.ts'
export { checksThatNeed, remoteChecks } from './readiness/remote-checks.ts'
export { probeTcp } from './readiness/tcp-probe.ts'
export { tcp, type TcpOptions } from './readiness/tcp.ts'
export { unixSocket } from './readiness/unix-socket.ts'
export { bare, bracketed, portOf } from './runtime/address.ts'
export { anySignal, newAbortController } from './runtime/abort.ts'
export { enableAwaitUsing } from './runtime/async-dispose.ts'
export { codeOf, messageOf, stackOf } from './runtime/caught-error.ts'
export * from './runtime/clock.ts'
export { DeadlineReached, abortable, withDeadline } from './runtime/deadline.ts'
export { ownPid, pidExists, platform, process, sendSignal } from './runtime/host.ts'
export { isUrl } from './runtime/is-url.ts'
export { namesIn } from './runtime/names-in.ts'
export { perThread } from './runtime/per-thread.ts'
export { describeProcesses } from './process/tree/process-info.ts'
export { freePort } from './process/tree/free-port.ts'
