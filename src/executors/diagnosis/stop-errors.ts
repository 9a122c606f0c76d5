import {
  ExecutorError,
  LeakedProcesses,
  ProcessFinishedWithError,
  TimeoutExpired,
} from '../../errors.ts'
import { codeOf, messageOf } from '../runtime/caught-error.ts'
import { DeadlineReached } from '../runtime/deadline.ts'
import { describeExit } from '../process/describe-run.ts'
import { limitOf } from './limits.ts'
import { describeLastError } from './last-error.ts'
import { maskedText } from '../secrets/mask.ts'
import { failureOf, type DiagnosticContext } from './failure.ts'
import { readCommand } from '../process/tree/linux.ts'
import type { ProcessIdentity } from '../process/tree/process-entry.ts'
import type { Exit } from '../runtime/exit.ts'
import { StopFailure } from '../lifecycle/run.ts'

export function unexpectedExitError(
  exit: Exit,
  before: boolean,
  context: DiagnosticContext,
): ProcessFinishedWithError {
  const when = before ? 'before it was stopped' : 'when it was stopped'
  const summary = `${context.label} ${describeExit(exit)} ${when}, which was unexpected.`
  const isCode = !before && exit.exitCode !== null
  const fix = isCode
    ? `if this exit code is normal, set \`expectedExitCode: ${exit.exitCode}\`.`
    : undefined
  const facts = describeLastError(context)
  return failureOf(ProcessFinishedWithError, context, summary, { facts, fix })
}

/**
 * Waits until a run has ended.
 *
 * @throws LeakedProcesses when processes are left; TimeoutExpired; ExecutorError when the cleanup failed.
 */
export async function assertEnded(
  ending: Promise<readonly ProcessIdentity[]>,
  timeout: number,
  context: () => DiagnosticContext,
): Promise<void> {
  const left = await ending.catch((reason: unknown) => {
    throw toStopError(reason, timeout, context())
  })
  assertAllGone(left, context())
}

/** Converts the reason of a failed stop into the error for its caller. */
function toStopError(reason: unknown, timeout: number, context: DiagnosticContext): unknown {
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
    return 'the file system appears to be mocked: restore it before the service is stopped.'
  }
  return limitOf(cause)
}

function assertAllGone(left: readonly ProcessIdentity[], context: DiagnosticContext): void {
  if (context.run?.cleanupFailure !== undefined) {
    const fix =
      'run its `cleanup` manually; the things that it should have removed may still exist.'
    throw failureOf(ExecutorError, context, `The cleanup of ${context.label} failed.`, { fix })
  }
  if (left.length === 0) return
  const names = left
    .map(({ pid }) => `pid ${pid} (${maskedText(readCommand(pid)) || 'hidden'})`)
    .join(', ')
  throw failureOf(
    LeakedProcesses,
    context,
    `${context.label} left processes that could not be killed: ${names}.`,
    { fix: 'kill them manually; they may belong to another user or be waiting for a device.' },
  )
}
