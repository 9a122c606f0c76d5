import { withoutOwnFrames } from './user-stack.ts'
import { printable, printableLines, printableName } from './printable.ts'

/** A signal by its POSIX name, such as `'SIGTERM'`. */
export type Signal = NodeJS.Signals

/** The process that holds a port, as far as the system tells. */
export interface PortHolder {
  /** Of the process that listens. */
  readonly pid: number
  /** Its command line, as the system tells it. */
  readonly command: string
}

/** What every error of this package carries, besides its message. */
export interface FailureContext {
  /** The name of the service, or the class of the executor. */
  readonly executor: string
  /** The command, quoted as a shell needs it; empty where something else was started. */
  readonly command: string
  /** The last lines that the process printed. */
  readonly outputTail: string
  /** Of the process that was started, or of one that is in the way. */
  readonly pid?: number | undefined
  /** How the process ended, where it did; `null` by a signal. */
  readonly exitCode?: number | null | undefined
  /** The signal that it died of; `null` by an exit. */
  readonly signal?: Signal | null | undefined
  /** Milliseconds. */
  readonly timeout?: number | undefined
  /** The port that it is about. */
  readonly port?: number | undefined
  /** Who holds that port. */
  readonly holder?: PortHolder | undefined
  /** What it follows from. */
  readonly cause?: unknown
  /** Labelled lines of the message: `Last check: ECONNREFUSED (47 attempts)`. */
  readonly facts?: Facts | undefined
  /** The same, below the command: where it ran, and with what. */
  readonly surroundings?: Facts | undefined
  /** The file in which all of its output is. */
  readonly logFile?: string | undefined
  /** What the reader can do about it. */
  readonly fix?: string | undefined
}

/** A list has its entries below its label, each in a line. */
export type Facts = Readonly<Record<string, string | readonly string[] | undefined>>

const BRAND = Symbol.for('vitest-mirakuru.error')

/** The base of all errors that executors and services throw, other than `TypeError` for bad options. */
export class ExecutorError extends Error {
  override readonly name: string = 'ExecutorError'
  /** What it is, for programs: `ERR_TIMEOUT_EXPIRED` and the like. */
  readonly code: string = 'ERR_EXECUTOR'
  /** The name of the service, or the class of the executor. */
  readonly executor: string
  /** The command, quoted as a shell needs it. */
  readonly command: string
  /** The last 20 lines that the process printed, as a terminal can show them: nothing in them acts. */
  readonly outputTail: string
  /** Of the process that was started, or of one that is in the way. */
  readonly pid: number | undefined
  /** How the process ended, where it did; `null` by a signal. */
  readonly exitCode: number | null | undefined
  /** The signal that it died of; `null` by an exit. */
  readonly signal: Signal | null | undefined
  /** Milliseconds. */
  readonly timeout: number | undefined
  /** The port that it is about. */
  readonly port: number | undefined
  /** Who holds that port, as far as the system tells. */
  readonly holder: PortHolder | undefined
  /** The file in which all output of a service is. */
  readonly logFile: string | undefined

  /** @param summary the first line of the message; the rest is composed of the context */
  constructor(summary: string, context: FailureContext) {
    const outputTail = tailOf(context.outputTail)
    super(
      composeMessage(summary, { ...context, outputTail }),
      context.cause === undefined ? {} : context,
    )
    // The stack was made before the subclass has set its name.
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

/** The pre-start check found that what is to be started is there already. */
export class AlreadyRunning extends ExecutorError {
  override readonly name = 'AlreadyRunning'
  override readonly code = 'ERR_ALREADY_RUNNING'
}

/** Not ready, or a `waitFor` not true, within its time. The process tree is gone when it is thrown. */
export class TimeoutExpired extends ExecutorError {
  override readonly name = 'TimeoutExpired'
  override readonly code = 'ERR_TIMEOUT_EXPIRED'
}

/** The process ended before it was ready. */
export class ProcessExitedWithError extends ExecutorError {
  override readonly name: string = 'ProcessExitedWithError'
  override readonly code: string = 'ERR_PROCESS_EXITED'
}

/** At its stop the process ended with an exit code that was not expected. */
export class ProcessFinishedWithError extends ProcessExitedWithError {
  override readonly name = 'ProcessFinishedWithError'
  override readonly code = 'ERR_PROCESS_FINISHED'
}

/** The service ended by itself after it was ready. */
export class ServiceCrashed extends ExecutorError {
  override readonly name = 'ServiceCrashed'
  override readonly code = 'ERR_SERVICE_CRASHED'
}

/** Processes survived a stop and the kill after it. */
export class LeakedProcesses extends ExecutorError {
  override readonly name = 'LeakedProcesses'
  override readonly code = 'ERR_LEAKED_PROCESSES'
}

/** Makes it known as an error of this package, in every realm. */
export function brand(error: ExecutorError): void {
  Object.defineProperty(error, BRAND, { value: true })
}

/** Whether `value` is an error of this package, also when it comes from another realm (vm pools). */
export function isExecutorError(value: unknown): value is ExecutorError {
  return typeof value === 'object' && value !== null && BRAND in value
}

/** The lines of output that a message shows. */
const TAIL_LINES = 20

/** Characters of any other line of a message: a command may be long. */
const LINE = 2_000
/** Lines of the summary or of one fact, its beginning and its end. */
const FIRST_LINES = 5
const LAST_LINES = 20

/** The last lines of a text, each bounded and harmless. */
export function tailOf(text: string): string {
  const end = text.trimEnd().split('\n').slice(-TAIL_LINES)
  return end.map((line) => printable(line)).join('\n')
}

/** A process chooses its own command line. */
function shownHolder({ pid, command }: PortHolder): PortHolder {
  return { pid, command: printableName(command, LINE) }
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

/** Vitest takes an error with these words for one of a module of that name, and advises to inline it. */
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
  // A return is no progress here, but would hide what is before it.
  const lines = printableLines(text.replaceAll(/\r\n?/g, '\n'), LINE)
  const hidden = lines.length - FIRST_LINES - LAST_LINES
  if (hidden <= 1) return lines
  const notice = `… (${hidden} lines left out) …`
  return [...lines.slice(0, FIRST_LINES), notice, ...lines.slice(-LAST_LINES)]
}
