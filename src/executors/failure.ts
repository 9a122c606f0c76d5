import {
  ExecutorError,
  LeakedProcesses,
  ProcessExitedWithError,
  ProcessFinishedWithError,
  TimeoutExpired,
  type FailureContext,
  type PortHolder,
} from '../errors.ts'
import { DeadlineReached } from './deadline.ts'
import { StoppedWhileStarting } from './lifecycle.ts'
import type { CommandLine } from './process/command.ts'
import { readCommand } from './process/linux.ts'
import type { ProcessEntry } from './process/process-entry.ts'
import type { ProcessRun } from './process/process-run.ts'
import type { Exit } from './process/spawn.ts'

/** What a start is to bring. */
export interface Expectation {
  /** As in "did not ... within 5000 ms". */
  readonly awaits: string
  /** Milliseconds for all of it. */
  readonly timeout: number
  /** What to do when that was not enough. */
  readonly advice: string
}

/** What is known of the executor that an error is about. */
export interface Subject {
  readonly label: string
  readonly command: CommandLine
  readonly run: ProcessRun | undefined
  readonly outputTail: string
  readonly expectation: Expectation
  /** How the last check went. */
  readonly lastCheck: string | undefined
}

export type FailureDetails = Partial<FailureContext>

type FailureKind<E> = new (summary: string, context: FailureContext) => E

/** An error with all that is known: the command, the process, the end of its output. */
export function failureOf<E extends ExecutorError>(
  kind: FailureKind<E>,
  { label, command, run, outputTail, lastCheck }: Subject,
  summary: string,
  details: FailureDetails = {},
): E {
  return new kind(summary, {
    executor: label,
    command: command.line,
    outputTail,
    ...(run ? { pid: run.pid, ...run.ownExit } : {}),
    ...details,
    facts: {
      'Last check': lastCheck,
      Process: run && describeRun(run),
      ...details.facts,
    },
  })
}

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
  if (reason instanceof StoppedWhileStarting) {
    return failureOf(ExecutorError, subject, `${label} was stopped while it was starting.`)
  }
  return reason
}

export function notSpawned(cause: unknown, subject: Subject): ExecutorError {
  const why = cause instanceof Error ? cause.message : String(cause)
  const summary = `${subject.label} could not be started: ${why}.`
  return failureOf(ExecutorError, subject, summary, { cause })
}

export function neverStarted(subject: Subject): never {
  throw failureOf(ExecutorError, subject, `${subject.label} was never started.`)
}

export function exitedTooEarly(exit: Exit, subject: Subject): ProcessExitedWithError {
  const nothing = exit.exitCode === 0 ? ', and left no process behind' : ''
  const summary = `${subject.label} ${describeExit(exit)} before it was ready${nothing}.`
  return failureOf(ProcessExitedWithError, subject, summary)
}

export function finishedWrongly(exit: Exit, subject: Subject): ProcessFinishedWithError {
  const summary = `${subject.label} ${describeExit(exit)} at its stop, which was not expected.`
  const fix = 'if this is how it ends, say so with `expectedExitCode`.'
  return failureOf(ProcessFinishedWithError, subject, summary, { fix })
}

/** @throws LeakedProcesses when anybody is left. */
export function failIfLeaked(left: readonly ProcessEntry[], subject: Subject): void {
  if (left.length === 0) return
  const names = left.map(({ pid }) => `pid ${pid} (${readCommand(pid)})`).join(', ')
  throw failureOf(
    LeakedProcesses,
    subject,
    `${subject.label} left processes that could not be ended: ${names}.`,
    { fix: 'end them by hand; do they belong to another user, or wait for a device?' },
  )
}

function describeRun({ pid, ownExit, exit }: ProcessRun): string {
  if (ownExit) return describeExit(ownExit)
  return exit ? `pid ${pid}, was alive until it was ended for this` : `alive, pid ${pid}`
}

export function describeExit({ exitCode, signal }: Exit): string {
  return signal === null ? `exited with ${exitCode}` : `was ended by ${signal}`
}

export function describeHolder(holder: PortHolder | undefined): string {
  return holder ? `pid ${holder.pid} (${holder.command})` : 'unknown, the system does not tell'
}
