import { ExecutorError, type Facts, type FailureContext } from '../../errors.ts'
import { maskedText, maskedUrls } from '../secrets/mask.ts'
import { concealer, type Conceal } from '../secrets/conceal.ts'
import type { ProbeLog } from '../readiness/probe-log.ts'
import type { Env, ResolvedOptions } from '../options/options.ts'
import type { Output } from '../output/output.ts'
import type { CommandLine } from '../process/command/command.ts'
import type { ProbeTarget } from '../readiness/readiness.ts'
import type { Run } from '../lifecycle/run.ts'
import { shownCause } from './shown-cause.ts'

/** What a start is to bring. */
export interface StartGoal extends ProbeTarget {
  /** Milliseconds for all of it. */
  readonly timeout: number
  /** What to do when that was not enough. */
  readonly advice: string
}

/** What is known of the executor that an error is about. */
export interface DiagnosticContext {
  readonly label: string
  /** Nothing where it is started in another way. */
  readonly command: CommandLine | undefined
  readonly run: Run | undefined
  readonly outputTail: string
  /** All that it has printed. */
  readonly output: Output
  /** Where in that this start begins. */
  readonly since: number
  readonly goal: StartGoal
  /** How the check of this expectation went. */
  readonly log: ProbeLog
  readonly settings: ResolvedOptions
  /** What the user has changed in the inherited environment. */
  readonly changes: Env
  /** The ports that were set aside for it. */
  readonly ports?: readonly number[] | undefined
  /** Whether somebody else, a proxy, may listen on its port. */
  readonly allowForeign?: boolean | undefined
  /** What errors tell besides what its run tells. */
  readonly facts?: Facts | undefined
  /** The file in which all of its output is. */
  readonly logFile?: string | undefined
}

export type FailureDetails = Partial<FailureContext>
export type FailureText = readonly [summary: string, details?: FailureDetails]

export type FailureKind<E> = new (summary: string, context: FailureContext) => E

/**
 * An error with all that is known: how it was started, what has come of that, the end of its output; without
 * what is likely to be secret.
 */
export function failureOf<E extends ExecutorError>(
  kind: FailureKind<E>,
  { label, command, run, outputTail, facts, logFile, settings }: DiagnosticContext,
  summary: string,
  details: FailureDetails = {},
): E {
  const conceal = concealerOf(settings, command)
  const hide = (text: string): string => conceal(maskedUrls(text))
  const { holder, fix, surroundings } = details
  return new kind(hide(summary), {
    executor: label,
    command: command ? conceal(maskedText(command.line)) : '',
    outputTail: conceal(outputTail),
    logFile,
    ...(run ? { pid: run.pid, ...run.naturalExit } : {}),
    ...details,
    ...(holder ? { holder: { ...holder, command: maskedText(holder.command) } } : {}),
    ...(fix ? { fix: hide(fix) } : {}),
    cause: shownCause(details.cause, hide),
    ...(surroundings ? { surroundings: hiddenFacts(surroundings, conceal) } : {}),
    facts: hiddenFacts({ ...details.facts, ...facts, ...run?.facts }, hide),
  })
}

/** Replaces what is likely to be secret where it is repeated. */
export function concealerOf({ env }: ResolvedOptions, command: CommandLine | undefined): Conceal {
  return concealer(env, command?.line)
}

function hiddenFacts(facts: Facts, hide: Conceal): Facts {
  const told = Object.entries(facts).map(([label, fact]) => [
    label,
    typeof fact === 'string' ? hide(fact) : fact?.map(hide),
  ])
  return Object.fromEntries(told)
}

export function throwNeverStarted(context: DiagnosticContext): never {
  throw failureOf(ExecutorError, context, `${context.label} was never started.`)
}

export function throwStopped(context: DiagnosticContext): never {
  throw failureOf(ExecutorError, context, `${context.label} was stopped while it was waited for.`)
}
