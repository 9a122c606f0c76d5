import {
  ExecutorError,
  LeakedProcesses,
  ProcessFinishedWithError,
  TimeoutExpired,
} from '../errors.ts'
import { codeOf, messageOf } from './caught-error.ts'
import { DeadlineReached } from './deadline.ts'
import { describeExit } from './describe-run.ts'
import { limitOf } from './diagnosis/limits.ts'
import { describeLastError } from './diagnosis/last-error.ts'
import { maskedText } from './diagnosis/masked.ts'
import { failureOf, type DiagnosticContext } from './failure.ts'
import { readCommand } from './process/linux.ts'
import type { ProcessIdentity } from './process/process-entry.ts'
import type { Exit } from './process/spawn.ts'
import { StopFailure } from './run.ts'

export function unexpectedExitError(
  exit: Exit,
  before: boolean,
  context: DiagnosticContext,
): ProcessFinishedWithError {
  const when = before ? 'before its stop' : 'at its stop'
  const summary = `${context.label} ${describeExit(exit)} ${when}, which was not expected.`
  const isCode = !before && exit.exitCode !== null
  const fix = isCode
    ? `if that is how it normally ends, set \`expectedExitCode: ${exit.exitCode}\`.`
    : undefined
  const facts = describeLastError(context)
  return failureOf(ProcessFinishedWithError, context, summary, { facts, fix })
}

/** The error that the caller of a stop gets for the reason why it failed. */
export function toStopError(reason: unknown, timeout: number, context: DiagnosticContext): unknown {
  const { label } = context
  if (reason instanceof DeadlineReached) {
    const summary = `${label} did not stop within ${Math.round(timeout)} ms: its \`stop()\` did not return.`
    const fix =
      'find out what its `stop()` waits for, such as open connections, or raise `stopTimeout`.'
    return failureOf(TimeoutExpired, context, summary, { timeout, fix })
  }
  if (!(reason instanceof StopFailure)) return reason
  const { cause } = reason
  const summary = `${label} could not be stopped: ${messageOf(cause)}.`
  return failureOf(ExecutorError, context, summary, { cause, fix: fixOfStop(cause) })
}

function fixOfStop(cause: unknown): string | undefined {
  if (codeOf(cause) === 'ENOENT' && messageOf(cause).includes('/proc')) {
    return 'the file system seems to be mocked: restore it before the service is stopped.'
  }
  return limitOf(cause)
}

/** @throws LeakedProcesses when anybody is left; ExecutorError when the clean-up failed. */
export function assertAllGone(left: readonly ProcessIdentity[], context: DiagnosticContext): void {
  if (context.run?.cleanupFailure !== undefined) {
    const fix = 'run its `cleanup` by hand; whatever it should have removed may still be there.'
    throw failureOf(ExecutorError, context, `The clean-up after ${context.label} failed.`, { fix })
  }
  if (left.length === 0) return
  const names = left
    .map(({ pid }) => `pid ${pid} (${maskedText(readCommand(pid)) || 'hidden'})`)
    .join(', ')
  throw failureOf(
    LeakedProcesses,
    context,
    `${context.label} left processes that could not be ended: ${names}.`,
    { fix: 'end them by hand; they may belong to another user, or wait for a device.' },
  )
}
