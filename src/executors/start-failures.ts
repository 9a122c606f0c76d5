import { ExecutorError, ProcessExitedWithError, TimeoutExpired } from '../errors.ts'
import { messageOf } from './caught-error.ts'
import { DeadlineReached } from './deadline.ts'
import { describeExit } from './describe-run.ts'
import { diagnoseExit, diagnoseStart, diagnoseTimeout } from './diagnosis/diagnose.ts'
import { surroundingsOf } from './diagnosis/surroundings.ts'
import { failureOf, type Subject } from './failure.ts'
import { StoppedWhileStarting } from './lifecycle.ts'
import type { Exit } from './process/spawn.ts'
import { StartFailure } from './run.ts'

/** The error that the caller of a start gets for the reason why it ended. */
export function explain(reason: unknown, subject: Subject): unknown {
  if (reason instanceof DeadlineReached) return notReady(subject)
  if (reason instanceof StartFailure) return notStarted(reason.cause, subject)
  if (reason instanceof StoppedWhileStarting) {
    return failureOf(ExecutorError, subject, `${subject.label} was stopped while it was starting.`)
  }
  return reason
}

export function exitedTooEarly(exit: Exit, subject: Subject): ProcessExitedWithError {
  const nothing = exit.exitCode === 0 ? ', and left no process behind' : ''
  const summary = `${subject.label} ${describeExit(exit)} before it was ready${nothing}.`
  return failureOf(ProcessExitedWithError, subject, summary, diagnoseExit(subject))
}

/** The error of a `waitFor()` after the start. */
export function unfulfilled(subject: Subject): TimeoutExpired {
  const { timeout, advice: fix } = subject.expectation
  const summary = tooLate('meet the waitFor() condition', subject)
  const surroundings = surroundingsOf(subject)
  return failureOf(TimeoutExpired, subject, summary, { timeout, fix, surroundings })
}

function notReady(subject: Subject): TimeoutExpired {
  const { awaits, timeout } = subject.expectation
  const details = { timeout, ...diagnoseTimeout(subject) }
  return failureOf(TimeoutExpired, subject, tooLate(awaits, subject), details)
}

function tooLate(awaits: string, { label, expectation }: Subject): string {
  return `${label} did not ${awaits} within ${Math.round(expectation.timeout)} ms.`
}

function notStarted(cause: unknown, subject: Subject): ExecutorError {
  const summary = `${subject.label} could not be started: ${messageOf(cause)}.`
  return failureOf(ExecutorError, subject, summary, { cause, ...diagnoseStart(cause, subject) })
}
