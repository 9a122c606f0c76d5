import { withoutOwnFrames } from './user-stack.ts'
import { brand, isBranded } from './error-brand.ts'
import { printableLines, printableName, TAIL_LINES, tailOf } from './printable.ts'

/** A signal by its POSIX name, such as `'SIGTERM'`. */
export type Signal = NodeJS.Signals

/** The process that holds a port. */
export interface PortHolder {
  readonly pid: number
  /** Its command line, as the system reports it. */
  readonly command: string
}

/** The data of an error of this package, in addition to its summary. */
export interface FailureContext {
  /** The name of the service or the class of the executor. */
  readonly executor: string
  /** The command, quoted for a shell. Empty if no command was run. */
  readonly command: string
  /** The last lines of the output. */
  readonly outputTail: string
  /** The pid of the started process, or of the process that prevented the start. */
  readonly pid?: number | undefined
  /** The exit code. `null` if a signal killed the process, undefined if it did not exit. */
  readonly exitCode?: number | null | undefined
  /** The signal that killed the process. `null` if it exited by itself. */
  readonly signal?: Signal | null | undefined
  /** The exceeded timeout in milliseconds. */
  readonly timeout?: number | undefined
  /** The port that could not be used. */
  readonly port?: number | undefined
  /** The process that holds this port. */
  readonly holder?: PortHolder | undefined
  readonly cause?: unknown
  /** Labelled lines of the message: `Last check: ECONNREFUSED (47 attempts)`. */
  readonly facts?: Facts | undefined
  /** Labelled lines below the command: the directory and the environment. */
  readonly surroundings?: Facts | undefined
  /** The file that contains the whole output. */
  readonly logFile?: string | undefined
  /** Advice for the reader. */
  readonly fix?: string | undefined
}

/** The entries of a list go below its label, one in a line. */
export type Facts = Readonly<Record<string, string | readonly string[] | undefined>>

/** The base class of all errors of executors and services, except `TypeError` for invalid options. */
export class ExecutorError extends Error {
  override readonly name: string = 'ExecutorError'
  /** A code for programs, such as `ERR_TIMEOUT_EXPIRED`. */
  readonly code: string = 'ERR_EXECUTOR'
  /** The name of the service or the class of the executor. */
  readonly executor: string
  /** The command, quoted for a shell. Empty if no command was run. */
  readonly command: string
  /** The last 20 lines of the output, without anything that could affect a terminal. */
  readonly outputTail: string
  /** The pid of the started process, or of the process that prevented the start. */
  readonly pid: number | undefined
  /** The exit code. `null` if a signal killed the process, undefined if it did not exit. */
  readonly exitCode: number | null | undefined
  /** The signal that killed the process. `null` if it exited by itself. */
  readonly signal: Signal | null | undefined
  /** The exceeded timeout in milliseconds. */
  readonly timeout: number | undefined
  /** The port that could not be used. */
  readonly port: number | undefined
  /** The process that holds this port, if the system reports it. */
  readonly holder: PortHolder | undefined
  /** The file that contains the whole output of a service. */
  readonly logFile: string | undefined

  /** @param summary the first line of the message. The context provides the rest. */
  constructor(summary: string, context: FailureContext) {
    const outputTail = tailOf(context.outputTail)
    super(
      composeMessage(summary, { ...context, outputTail }),
      context.cause === undefined ? {} : context,
    )
    // The stack was captured before the subclass set its name.
    this.stack = withoutOwnFrames(this.stack).replace(/^\w*Error(?=: )/, new.target.name)
    this.executor = context.executor
    this.command = context.command
    this.outputTail = outputTail
    this.pid = context.pid
    this.exitCode = context.exitCode
    this.signal = context.signal
    this.timeout = context.timeout
    this.port = context.port
    this.holder = context.holder && shownHolder(context.holder)
    this.logFile = context.logFile
    brand(this)
  }
}

/** The pre-start check found that the process or service is already running. */
export class AlreadyRunning extends ExecutorError {
  override readonly name = 'AlreadyRunning'
  override readonly code = 'ERR_ALREADY_RUNNING'
}

/** A start, a `waitFor()` or a stop exceeded its timeout. After a start or `waitFor()`, the process tree is gone. */
export class TimeoutExpired extends ExecutorError {
  override readonly name = 'TimeoutExpired'
  override readonly code = 'ERR_TIMEOUT_EXPIRED'
}

/** The process exited before it was ready. */
export class ProcessExitedWithError extends ExecutorError {
  override readonly name: string = 'ProcessExitedWithError'
  override readonly code: string = 'ERR_PROCESS_EXITED'
}

/** A stopped process exited with an unexpected exit code. */
export class ProcessFinishedWithError extends ProcessExitedWithError {
  override readonly name = 'ProcessFinishedWithError'
  override readonly code = 'ERR_PROCESS_FINISHED'
}

/** The service exited by itself after it was ready. */
export class ServiceCrashed extends ExecutorError {
  override readonly name = 'ServiceCrashed'
  override readonly code = 'ERR_SERVICE_CRASHED'
}

/** Processes survived a stop and the kill after it. */
export class LeakedProcesses extends ExecutorError {
  override readonly name = 'LeakedProcesses'
  override readonly code = 'ERR_LEAKED_PROCESSES'
}

/** Whether `value` is an error of this package, even if it comes from another realm (vm pools). */
export function isExecutorError(value: unknown): value is ExecutorError {
  return isBranded(value)
}

/** Maximum characters in any other line of a message. */
const LINE_WIDTH = 2_000
/** Maximum lines of the summary or of a fact, at its beginning and at its end. */
const FIRST_LINES = 5
const LAST_LINES = 20

/** A process chooses its own command line, which may contain control characters. */
function shownHolder({ pid, command }: PortHolder): PortHolder {
  return { pid, command: printableName(command, LINE_WIDTH) }
}

function composeMessage(summary: string, context: FailureContext): string {
  const facts = { ...context.facts, Command: context.command, ...context.surroundings }
  const tail = context.outputTail
  const [first = '', ...others] = linesOf(summary)
  return [
    first,
    ...indented(others),
    '',
    ...Object.entries(facts).flatMap(([label, fact]) => factLines(label, fact)),
    ...(tail
      ? [`Output (last ${TAIL_LINES} lines):`, ...tail.split('\n').map((line) => `  | ${line}`)]
      : context.command
        ? ['Output: none']
        : []),
    ...factLines('Log', context.logFile),
    ...factLines('Fix', context.fix),
  ]
    .join('\n')
    .replaceAll(OF_MODULES, (phrase) => phrase.replace(/ (?=outside|'export)/, '  '))
}

/** Vitest takes an error with these phrases for a module error, and then advises inlining the module. */
const OF_MODULES = /Cannot use import statement outside a module|Unexpected token 'export'/g

function factLines(label: string, fact: string | readonly string[] | undefined): string[] {
  if (!fact) return []
  if (typeof fact !== 'string') return [`${label}:`, ...indented(linesOf(fact.join('\n')))]
  const [first = '', ...others] = linesOf(fact)
  return [`${label}: ${first}`, ...indented(others)]
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`)
}

function linesOf(text: string): string[] {
  // `printableLines` would drop the text before a carriage return.
  const lines = printableLines(text.replaceAll(/\r\n?/g, '\n'), LINE_WIDTH)
  const hidden = lines.length - FIRST_LINES - LAST_LINES
  if (hidden <= 1) return lines
  const notice = `… (${hidden} lines omitted) …`
  return [...lines.slice(0, FIRST_LINES), notice, ...lines.slice(-LAST_LINES)]
}
