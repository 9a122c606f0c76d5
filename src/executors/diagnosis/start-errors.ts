import { ExecutorError, ProcessExitedWithError, TimeoutExpired } from '../../errors.ts'
import { codeOf, messageOf } from '../runtime/caught-error.ts'
import { settledWithin } from '../runtime/clock.ts'
import { DeadlineReached } from '../runtime/deadline.ts'
import { describeExit } from '../process/describe-run.ts'
import { NO_TABLE } from '../process/tree/darwin.ts'
import { pendingChecks } from './checks.ts'
import { diagnoseExit, diagnoseStart, diagnoseTimeout } from './diagnose.ts'
import { failureOf, type DiagnosticContext } from './failure.ts'
import { StoppedWhileStarting } from '../lifecycle/lifecycle.ts'
import type { Exit } from '../runtime/exit.ts'
import { StartFailure, type Run } from '../lifecycle/run.ts'
import { environmentFacts } from './describe-changes.ts'

/** Converts the reason of a failed start into the error for its caller. */
export function toStartError(reason: unknown, context: DiagnosticContext): unknown {
  if (reason instanceof DeadlineReached) return notReady(context)
  if (reason instanceof StartFailure) return notStarted(reason.cause, context)
  if (reason instanceof StoppedWhileStarting) {
    return failureOf(ExecutorError, context, `${context.label} was stopped while it was starting.`)
  }
  return codeOf(reason) === NO_TABLE ? notStarted(reason, context) : reason
}

function earlyExitError(exit: Exit, context: DiagnosticContext): ProcessExitedWithError {
  const nothing = exit.exitCode === 0 ? ', and left no process behind' : ''
  const summary = `${context.label} ${describeExit(exit)} before it was ready${nothing}.`
  return failureOf(ProcessExitedWithError, context, summary, diagnoseExit(context))
}

/** @throws ProcessExitedWithError unless the process, or the daemon that it left, is alive. */
export async function failIfExited(
  run: Run | undefined,
  about: () => DiagnosticContext,
): Promise<void> {
  const process = run?.process
  if (!process?.exit) return
  if (process.exit.exitCode === 0 && (await process.members()).length > 0) return
  await process.drained()
  await process.captureSnapshot()
  throw earlyExitError(process.exit, about())
}

/** Milliseconds between the end of the output and the exit of a process. */
const EXIT_DELAY = 250

/** @throws ProcessExitedWithError, or ExecutorError when it is still alive but can no longer become ready */
export async function failAsHopeless(run: Run, about: () => DiagnosticContext): Promise<never> {
  if (run.process) await settledWithin(EXIT_DELAY, run.process.exited)
  // A daemon closes its output a moment before it exits.
  await run.survives(EXIT_DELAY)
  await failIfExited(run, about)
  await run.process?.captureSnapshot()
  throw hopeless(about())
}

function hopeless(context: DiagnosticContext): ExecutorError {
  const printed = pendingChecks(context).filter(({ isPrinted }) => isPrinted === true)
  const goal = printed.map((check) => check.goal).join(', or ')
  const summary = `${context.label} cannot become ready: it closed its output and did not ${goal}.`
  const fix =
    'if it logs to a file or becomes a daemon, wait for `tcp()`, `http()` or `file()` instead.'
  return failureOf(ExecutorError, context, summary, { ...diagnoseTimeout(context), fix })
}

/** The error of a `waitFor()` that timed out after the start. */
export function waitForTimeout(context: DiagnosticContext): TimeoutExpired {
  const { timeout, advice: fix } = context.goal
  const summary = timeoutSummary('meet the waitFor() condition', context)
  const surroundings = environmentFacts(context)
  return failureOf(TimeoutExpired, context, summary, { timeout, fix, surroundings })
}

function notReady(context: DiagnosticContext): TimeoutExpired {
  const { goal, timeout } = context.goal
  const details = { timeout, ...diagnoseTimeout(context) }
  return failureOf(TimeoutExpired, context, timeoutSummary(goal, context), details)
}

function timeoutSummary(outcome: string, { label, goal }: DiagnosticContext): string {
  return `${label} did not ${outcome} within ${Math.round(goal.timeout)} ms.`
}

function notStarted(cause: unknown, context: DiagnosticContext): ExecutorError {
  const summary = `${context.label} could not be started: ${messageOf(cause)}.`
  return failureOf(ExecutorError, context, summary, { cause, ...diagnoseStart(cause, context) })
}
