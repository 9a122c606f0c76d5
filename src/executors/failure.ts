import { ExecutorError, type FailureContext, type PortHolder } from '../errors.ts'
import type { CommandLine } from './process/command.ts'
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
      'Clean-up': run?.cleanupFailure,
      ...details.facts,
    },
  })
}

export function neverStarted(subject: Subject): never {
  throw failureOf(ExecutorError, subject, `${subject.label} was never started.`)
}

function describeRun({ pid, ownExit, exit }: ProcessRun): string {
  if (ownExit) return describeExit(ownExit)
  return exit ? `pid ${pid}, was alive until it was ended for this` : `alive, pid ${pid}`
}

export function describeExit({ exitCode, signal }: Exit): string {
  return signal === null ? `exited with ${exitCode}` : `was ended by ${signal}`
}

export function stoppedMeanwhile(subject: Subject): never {
  throw failureOf(ExecutorError, subject, `${subject.label} was stopped while it was waited for.`)
}

export function describeHolder(holder: PortHolder | undefined): string {
  return holder ? `pid ${holder.pid} (${holder.command})` : 'unknown, the system does not tell'
}
