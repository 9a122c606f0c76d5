import { ExecutorError, ProcessExitedWithError, TimeoutExpired } from '../errors.ts'
import { messageOf } from './caught-error.ts'
import { within } from './clock.ts'
import { DeadlineReached } from './deadline.ts'
import { describeExit } from './describe-run.ts'
import { pendingChecks } from './diagnosis/checks.ts'
import { diagnoseExit, diagnoseStart, diagnoseTimeout } from './diagnosis/diagnose.ts'
import { surroundingsOf } from './diagnosis/surroundings.ts'
import { failureOf, type Subject } from './failure.ts'
import { StoppedWhileStarting } from './lifecycle.ts'
import type { Exit } from './process/spawn.ts'
import { StartFailure, type Run } from './run.ts'

/** The error that the caller of a start gets for the reason why it ended. */
export function explain(reason: unknown, subject: Subject): unknown {
  if (reason instanceof DeadlineReached) return notReady(subject)
  if (reason instanceof StartFailure) return notStarted(reason.cause, subject)
  if (reason instanceof StoppedWhileStarting) {
    return failureOf(ExecutorError, subject, `${subject.label} was stopped while it was starting.`)
  }
  return reason
}

function exitedTooEarly(exit: Exit, subject: Subject): ProcessExitedWithError {
  const nothing = exit.exitCode === 0 ? ', and left no process behind' : ''
  const summary = `${subject.label} ${describeExit(exit)} before it was ready${nothing}.`
  return failureOf(ProcessExitedWithError, subject, summary, diagnoseExit(subject))
}

/** @throws ProcessExitedWithError unless the process lives, or made itself a daemon that does. */
export async function failIfExited(run: Run | undefined, about: () => Subject): Promise<void> {
  if (!run?.exit) return
  if (run.exit.exitCode === 0 && (await run.members()).length > 0) return
  await run.drained()
  await run.look()
  throw exitedTooEarly(run.exit, about())
}

/** Milliseconds in which the news that a process has ended may follow the end of its output. */
const NEWS = 250

/** What is waited for cannot come any more. @throws ProcessExitedWithError, or ExecutorError where it lives */
export async function failAsHopeless(run: Run, about: () => Subject): Promise<never> {
  await within(NEWS, run.exited)
  // A daemon closes its output a moment before it is gone.
  await run.livesOn(NEWS)
  await failIfExited(run, about)
  await run.look()
  throw hopeless(about())
}

function hopeless(subject: Subject): ExecutorError {
  const printed = pendingChecks(subject).filter(({ isPrinted }) => isPrinted === true)
  const awaits = printed.map((check) => check.awaits).join(', or ')
  const summary = `${subject.label} cannot become ready: it has closed its output, and did not ${awaits}.`
  const fix =
    'where it logs to a file or makes itself a daemon, wait for `tcp()`, `http()` or `file()` instead.'
  return failureOf(ExecutorError, subject, summary, { ...diagnoseTimeout(subject), fix })
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
