import { ExecutorError, type Facts, type FailureContext } from '../../errors.ts'
import { maskedText, maskedUrls } from '../secrets/mask.ts'
import { concealer, type Conceal } from '../secrets/conceal.ts'
import type { ProbeLog } from '../readiness/probe-log.ts'
import type { Env, ResolvedOptions } from '../options/options.ts'
import type { Output } from '../output/output.ts'
import type { CommandLine } from '../process/command/command-line.ts'
import type { ProbeTarget } from '../readiness/readiness.ts'
import type { Run } from '../lifecycle/run.ts'
import { shownCause } from './shown-cause.ts'

/** The goal of a start. */
export interface StartGoal extends ProbeTarget {
  /** Milliseconds for the whole start. */
  readonly timeout: number
  /** Advice for a timeout. */
  readonly advice: string
}

/** All information about the executor of an error. */
export interface DiagnosticContext {
  readonly label: string
  /** Undefined if it runs no command. */
  readonly command: CommandLine | undefined
  readonly run: Run | undefined
  readonly outputTail: string
  readonly output: Output
  /** The mark in the output at which this start begins. */
  readonly since: number
  readonly goal: StartGoal
  /** The results of the checks. */
  readonly log: ProbeLog
  readonly settings: ResolvedOptions
  /** The environment variables that the user set or removed. */
  readonly changes: Env
  /** The allocated ports. */
  readonly ports?: readonly number[] | undefined
  /** Whether another process, such as a proxy, may listen on its port. */
  readonly allowForeign?: boolean | undefined
  /** Additional facts to those of the run. */
  readonly facts?: Facts | undefined
  /** The file that contains its whole output. */
  readonly logFile?: string | undefined
}

export type FailureDetails = Partial<FailureContext>
export type FailureText = readonly [summary: string, details?: FailureDetails]

export type FailureKind<E> = new (summary: string, context: FailureContext) => E

/**
 * Creates an error with the command, the state of the run and the end of the output. Likely secrets are masked.
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
    ...(run ? { pid: run.process?.pid, ...run.process?.naturalExit } : {}),
    ...details,
    ...(holder ? { holder: { ...holder, command: maskedText(holder.command) } } : {}),
    ...(fix ? { fix: hide(fix) } : {}),
    cause: shownCause(details.cause, hide),
    ...(surroundings ? { surroundings: hiddenFacts(surroundings, conceal) } : {}),
    facts: hiddenFacts({ ...details.facts, ...facts, ...run?.facts }, hide),
  })
}

export function concealerOf({ env }: ResolvedOptions, command: CommandLine | undefined): Conceal {
  return concealer(env, command?.line)
}

function hiddenFacts(facts: Facts, hide: Conceal): Facts {
  const hidden = Object.entries(facts).map(([label, fact]) => [
    label,
    typeof fact === 'string' ? hide(fact) : fact?.map(hide),
  ])
  return Object.fromEntries(hidden)
}

export function throwNeverStarted(context: DiagnosticContext): never {
  const fix = 'call start() first.'
  throw failureOf(ExecutorError, context, `${context.label} was never started.`, { fix })
}

export function throwStopped(context: DiagnosticContext): never {
  throw failureOf(ExecutorError, context, `${context.label} was stopped during waitFor().`)
}
