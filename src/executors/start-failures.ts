import { ExecutorError, ProcessExitedWithError, TimeoutExpired } from '../errors.ts'
import { messageOf } from './caught-error.ts'
import { DeadlineReached } from './deadline.ts'
import { describeExit, failureOf, type Subject } from './failure.ts'
import { StoppedWhileStarting } from './lifecycle.ts'
import { SpawnFailure } from './process/process-run.ts'
import type { Exit } from './process/spawn.ts'

/** The error that the caller of a start or a wait gets for the reason why it ended. */
export function explain(
  reason: unknown,
  subject: Subject,
  awaited: string = subject.expectation.awaits,
): unknown {
  const { label, expectation } = subject
  const { timeout, advice: fix } = expectation
  if (reason instanceof DeadlineReached) {
    return failureOf(
      TimeoutExpired,
      subject,
      `${label} did not ${awaited} within ${Math.round(timeout)} ms.`,
      {
        timeout,
        fix,
      },
    )
  }
  if (reason instanceof SpawnFailure) return notSpawned(reason.cause, subject)
  if (reason instanceof StoppedWhileStarting) {
    return failureOf(ExecutorError, subject, `${label} was stopped while it was starting.`)
  }
  return reason
}

function notSpawned(cause: unknown, subject: Subject): ExecutorError {
  const summary = `${subject.label} could not be started: ${messageOf(cause)}.`
  return failureOf(ExecutorError, subject, summary, { cause })
}

export function exitedTooEarly(exit: Exit, subject: Subject): ProcessExitedWithError {
  const nothing = exit.exitCode === 0 ? ', and left no process behind' : ''
  const summary = `${subject.label} ${describeExit(exit)} before it was ready${nothing}.`
  return failureOf(ProcessExitedWithError, subject, summary)
}
