import {
  ExecutorError,
  LeakedProcesses,
  ProcessFinishedWithError,
  TimeoutExpired,
} from '../errors.ts'
import { messageOf } from './caught-error.ts'
import { DeadlineReached } from './deadline.ts'
import { describeExit } from './describe-run.ts'
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
  const fix = before
    ? 'it ended by itself; its output may say why.'
    : `if this is how it ends, say \`expectedExitCode: ${exit.exitCode ?? '...'}\`; if not, its output may say why.`
  return failureOf(ProcessFinishedWithError, subject, summary, { fix })
}

/** The error that the caller of a stop gets for the reason why it failed. */
export function explainStop(reason: unknown, timeout: number, subject: Subject): unknown {
  const { label } = subject
  if (reason instanceof DeadlineReached) {
    const summary = `${label} did not stop within ${Math.round(timeout)} ms: its \`stop\` has not come to an end.`
    const fix =
      'look at what its `stop` waits for, such as open connections, or raise `stopTimeout`.'
    return failureOf(TimeoutExpired, subject, summary, { timeout, fix })
  }
  if (!(reason instanceof StopFailure)) return reason
  const { cause } = reason
  const summary = `${label} could not be stopped: ${messageOf(cause)}.`
  return failureOf(ExecutorError, subject, summary, { cause })
}

/** @throws LeakedProcesses when anybody is left; ExecutorError when the clean-up failed. */
export function failUnlessGone(left: readonly ProcessIdentity[], subject: Subject): void {
  if (subject.run?.cleanupFailure !== undefined) {
    const fix = 'run its `cleanup` by hand; what it was to end may still be there.'
    throw failureOf(ExecutorError, subject, `The clean-up after ${subject.label} failed.`, { fix })
  }
  if (left.length === 0) return
  const names = left.map(({ pid }) => `pid ${pid} (${readCommand(pid) || 'hidden'})`).join(', ')
  throw failureOf(
    LeakedProcesses,
    subject,
    `${subject.label} left processes that could not be ended: ${names}.`,
    { fix: 'end them by hand; do they belong to another user, or wait for a device?' },
  )
}
