import { isUrl } from '../runtime/is-url.ts'
import { constants } from 'node:os'
import { inspect, types } from 'node:util'
import { withoutOwnFrames } from '../../user-stack.ts'
import { printableLines } from '../../printable.ts'
import { platform } from '../runtime/host.ts'
import { closestMatch } from './suggest-name.ts'

/** A constraint on an option, both as a check and as text for the error message. */
export interface Rule {
  readonly expected: string
  readonly holds: (value: unknown) => boolean
  /** @default false */
  readonly required?: boolean
  /** Text to append to the message if the intended value can be guessed. */
  readonly hint?: ((value: unknown) => string | undefined) | undefined
  /** The part of a bad value to show. The rest may hold secrets. @default the whole value */
  readonly shown?: ((value: unknown) => unknown) | undefined
}

/** A rule for every option. A new option without a rule does not compile. */
export type Rules<Options> = Readonly<Record<keyof Options, Rule>>

export const MILLISECONDS: Rule = {
  expected: 'a non-negative number of milliseconds',
  holds: (value) => typeof value === 'number' && value >= 0,
}
export const PORT: Rule = { expected: 'a port from 1 to 65535', holds: isPort }
export const HOST: Rule = {
  expected: 'a host name or an address, with no scheme, brackets or port',
  holds: (value) => typeof value === 'string' && /^(?![^:]*:\d*$)[^\s/[\]]+$/.test(value),
}
export const SIGNAL: Rule = {
  expected: 'a signal name such as "SIGTERM"',
  holds: (value) => typeof value === 'string' && isSignalName(value),
  hint: (value) => didYouMean(signalMeantBy(value)),
}
export const TEXT: Rule = {
  expected: 'a non-empty string',
  holds: (value) => typeof value === 'string' && value !== '',
}
export const PATTERN: Rule = {
  expected: 'a non-empty string or a RegExp',
  holds: (value) => TEXT.holds(value) || types.isRegExp(value),
}
export const BOOLEAN: Rule = { expected: 'a boolean', holds: (value) => typeof value === 'boolean' }
export const ID: Rule = {
  expected: 'the id or name of a user or group',
  holds: (value) =>
    isCount(value) || (typeof value === 'string' && /^[^\s:,-][^\s:,]*$/.test(value)),
}
export const FUNCTION: Rule = { expected: 'a function', holds: isFunction }
/** Accepts signals from other realms. */
export const ABORT_SIGNAL: Rule = {
  expected: 'an AbortSignal',
  holds: (value) => isRecord(value) && 'aborted' in value && 'reason' in value,
}
export const MARK: Rule = {
  expected: 'a value returned by mark()',
  holds: isCount,
  hint: (value) => (types.isPromise(value) ? 'did you mean `await`?' : undefined),
}
export const EXIT_CODES: Rule = {
  expected: 'an exit code or a list of them',
  holds: (value) => isCount(value) || (Array.isArray(value) && value.every(isCount)),
}
export const ENVIRONMENT: Rule = {
  expected: 'an object of strings, numbers and undefined',
  ...everyEntry((entry) => ['string', 'number', 'undefined'].includes(typeof entry)),
}
export const HEADERS: Rule = {
  expected: 'an object of strings',
  ...everyEntry((entry) => typeof entry === 'string'),
}
export const FOLDER: Rule = {
  expected: 'a path or a file: URL',
  holds: (value) => TEXT.holds(value) || (isUrl(value) && value.protocol === 'file:'),
}

export const STREAM: Rule = oneOf('stdout', 'stderr', 'both')

export function oneOf(...choices: readonly (string | boolean)[]): Rule {
  return {
    expected: choices.map((choice) => JSON.stringify(choice)).join(' or '),
    holds: (value) => choices.includes(value as string),
    hint: (value) => didYouMean(closestMatch(String(value), choices.map(String))),
  }
}

export function required(rule: Rule): Rule {
  return { ...rule, required: true }
}

/** Holds when any of the rules holds. */
export function either(...rules: readonly Rule[]): Rule {
  return {
    expected: rules.map((rule) => rule.expected).join(', or '),
    holds: (value) => rules.some((rule) => rule.holds(value)),
    hint: (value) => rules.map((rule) => rule.hint?.(value)).find(Boolean),
    shown: rules.find((rule) => rule.shown)?.shown,
  }
}

/**
 * Checks an options object for unknown options and bad values. `undefined` counts as absent.
 *
 * @throws OptionError that names the option, the expected value and the actual one.
 */
export function checkOptions<Options extends object>(
  options: Options,
  rules: Rules<Options>,
  of: string,
): void {
  if (!isRecord(options)) throw wrong(`the options of ${of}`, 'an object', options)
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(rules, name)) throw unknown(name, Object.keys(rules), of)
  }
  for (const [name, rule] of Object.entries<Rule>(rules)) {
    const value = (options as Record<string, unknown>)[name]
    if (value !== undefined || rule.required === true)
      checkValue(`\`${name}\` of ${of}`, rule, value)
  }
}

/** @throws OptionError when the value breaks the rule */
export function checkValue(subject: string, rule: Rule, value: unknown): void {
  if (rule.holds(value)) return
  throw wrong(subject, rule.expected, rule.shown?.(value) ?? value, rule.hint?.(value))
}

/** Maximum characters in a line of a message. */
const LINE_WIDTH = 2_000

/**
 * Invalid input from the user. Its own class distinguishes it from errors that the user's code throws. Its
 * stack begins at the user's call.
 */
export class OptionError extends TypeError {
  constructor(message: string, options?: ErrorOptions) {
    // A value can come from the output of a service: a URL, for example.
    super(printableLines(message, LINE_WIDTH).join('\n'), options)
    this.stack = withoutOwnFrames(this.stack)
  }
}

/** @param hint a likely correction, or advice */
export function wrong(subject: string, expected: string, got: unknown, hint?: string): OptionError {
  const message = `Expected ${subject} to be ${expected}, got ${show(got)}`
  return new OptionError(hint === undefined ? message : `${message}: ${hint}`)
}

export function didYouMean(suggestion: string | undefined): string | undefined {
  return suggestion === undefined ? undefined : `did you mean ${JSON.stringify(suggestion)}?`
}

function unknown(name: string, known: readonly string[], of: string): OptionError {
  const near = closestMatch(name, known)
  const hint = near ? `did you mean \`${near}\`?` : `it accepts ${known.join(', ')}`
  return new OptionError(`Unknown option \`${name}\` of ${of}: ${hint}`)
}

/** Formats a value for a message. */
export function show(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'string') return `${JSON.stringify(value)} (string)`
  if (isUrl(value)) return `${value.href} (URL)`
  if (types.isPromise(value)) return 'a promise'
  const kind = Array.isArray(value) ? 'array' : typeof value
  return `${inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY })} (${kind})`
}

/** Windows knows few signal names. It accepts all others, so that projects can share their options. */
function isSignalName(name: string): boolean {
  return (
    Object.hasOwn(constants.signals, name) || (platform === 'win32' && /^SIG[A-Z]+\d*$/.test(name))
  )
}

function signalMeantBy(value: unknown): string | undefined {
  const names = Object.keys(constants.signals) as NodeJS.Signals[]
  if (typeof value === 'number') return names.find((name) => constants.signals[name] === value)
  if (typeof value !== 'string') return undefined
  return closestMatch(/^sig/i.test(value) ? value : `SIG${value}`, names)
}

/** A rule for all entries of an object. Only the bad entries are shown. */
function everyEntry(holds: (entry: unknown) => boolean): Pick<Rule, 'holds' | 'shown'> {
  return {
    holds: (value) => isRecord(value) && Object.values(value).every(holds),
    shown: (value) =>
      isRecord(value)
        ? Object.fromEntries(Object.entries(value).filter(([, entry]) => !holds(entry)))
        : value,
  }
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function'
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0
}

function isPort(value: unknown): boolean {
  return isCount(value) && (value as number) >= 1 && (value as number) <= 65_535
}

/** Rejects a Map, Headers or a promise, which would look like an empty object. */
function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !(Symbol.iterator in value) &&
    !types.isPromise(value)
  )
}
