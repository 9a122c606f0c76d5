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
  const when = before ? 'before its stop' : 'at its stop'
  const summary = `${context.label} ${describeExit(exit)} ${when}, which was not expected.`
  const isCode = !before && exit.exitCode !== null
  const fix = isCode
    ? `if that is how it normally ends, set \`expectedExitCode: ${exit.exitCode}\`.`
    : undefined
  const facts = describeLastError(context)
  return failureOf(ProcessFinishedWithError, context, summary, { facts, fix })
}

/**
 * Waits until a run has ended.
 *
 * @throws LeakedProcesses when anybody is left; TimeoutExpired; ExecutorError when the clean-up failed.
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

/** The error that the caller of a stop gets for the reason why it failed. */
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
    return 'the file system seems to be mocked: restore it before the service is stopped.'
  }
  return limitOf(cause)
}

function assertAllGone(left: readonly ProcessIdentity[], context: DiagnosticContext): void {
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
