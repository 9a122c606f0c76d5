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
import { failureOf, type Subject } from './failure.ts'
import { readCommand } from './process/linux.ts'
import type { ProcessIdentity } from './process/process-entry.ts'
import type { Exit } from './process/spawn.ts'
import { StopFailure } from './run.ts'

export function finishedWrongly(
  exit: Exit,
  before: boolean,
  subject: Subject,
): ProcessFinishedWithError {
  const when = before ? 'before its stop' : 'at its stop'
  const summary = `${subject.label} ${describeExit(exit)} ${when}, which was not expected.`
  const isCode = !before && exit.exitCode !== null
  const fix = isCode
    ? `if that is how it normally ends, set \`expectedExitCode: ${exit.exitCode}\`.`
    : undefined
  const facts = describeLastError(subject)
  return failureOf(ProcessFinishedWithError, subject, summary, { facts, fix })
}

/** The error that the caller of a stop gets for the reason why it failed. */
export function explainStop(reason: unknown, timeout: number, subject: Subject): unknown {
  const { label } = subject
  if (reason instanceof DeadlineReached) {
    const summary = `${label} did not stop within ${Math.round(timeout)} ms: its \`stop()\` did not return.`
    const fix =
      'find out what its `stop()` waits for, such as open connections, or raise `stopTimeout`.'
    return failureOf(TimeoutExpired, subject, summary, { timeout, fix })
  }
  if (!(reason instanceof StopFailure)) return reason
  const { cause } = reason
  const summary = `${label} could not be stopped: ${messageOf(cause)}.`
  return failureOf(ExecutorError, subject, summary, { cause, fix: fixOfStop(cause) })
}

function fixOfStop(cause: unknown): string | undefined {
  if (codeOf(cause) === 'ENOENT' && messageOf(cause).includes('/proc')) {
    return 'the file system seems to be mocked: restore it before the service is stopped.'
  }
  return limitOf(cause)
}

/** @throws LeakedProcesses when anybody is left; ExecutorError when the clean-up failed. */
export function failUnlessGone(left: readonly ProcessIdentity[], subject: Subject): void {
  if (subject.run?.cleanupFailure !== undefined) {
    const fix = 'run its `cleanup` by hand; whatever it should have removed may still be there.'
    throw failureOf(ExecutorError, subject, `The clean-up after ${subject.label} failed.`, { fix })
  }
  if (left.length === 0) return
  const names = left
    .map(({ pid }) => `pid ${pid} (${maskedText(readCommand(pid)) || 'hidden'})`)
    .join(', ')
  throw failureOf(
    LeakedProcesses,
    subject,
    `${subject.label} left processes that could not be ended: ${names}.`,
    { fix: 'end them by hand; they may belong to another user, or wait for a device.' },
  )
}
