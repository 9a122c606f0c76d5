import { constants } from 'node:os'
import { inspect } from 'node:util'

/** What an option has to be, in words for the message and as a check. */
export interface Rule {
  readonly expected: string
  readonly holds: (value: unknown) => boolean
  /** @default false */
  readonly required?: boolean
}

/** A rule for every option of `Options`: a new option without one does not compile. */
export type Rules<Options> = Readonly<Record<keyof Options, Rule>>

export const MILLISECONDS: Rule = {
  expected: 'a non-negative number of milliseconds',
  holds: (value) => typeof value === 'number' && value >= 0,
}
export const PORT: Rule = { expected: 'a port from 1 to 65535', holds: isPort }
export const SIGNAL: Rule = {
  expected: "a signal name such as 'SIGTERM'",
  holds: (value) => typeof value === 'string' && Object.hasOwn(constants.signals, value),
}
export const TEXT: Rule = {
  expected: 'a string that is not empty',
  holds: (value) => typeof value === 'string' && value !== '',
}
export const PATTERN: Rule = {
  expected: 'a string that is not empty, or a RegExp',
  holds: (value) => TEXT.holds(value) || value instanceof RegExp,
}
export const BOOLEAN: Rule = { expected: 'a boolean', holds: (value) => typeof value === 'boolean' }
export const ID: Rule = { expected: 'a user or group id', holds: isCount }
export const FUNCTION: Rule = { expected: 'a function', holds: isFunction }
export const EXIT_CODES: Rule = {
  expected: 'an exit code or a list of them',
  holds: (value) => isCount(value) || (Array.isArray(value) && value.every(isCount)),
}
export const ENVIRONMENT: Rule = {
  expected: 'an object of strings, numbers and undefined',
  holds: (value) =>
    isRecord(value) &&
    Object.values(value).every((entry) => ['string', 'number', 'undefined'].includes(typeof entry)),
}
export const FOLDER: Rule = {
  expected: 'a path or a file: URL',
  holds: (value) => TEXT.holds(value) || (value instanceof URL && value.protocol === 'file:'),
}

export function oneOf(...choices: readonly (string | boolean)[]): Rule {
  return {
    expected: choices.map((choice) => inspect(choice)).join(' or '),
    holds: (value) => choices.includes(value as string),
  }
}

export function required(rule: Rule): Rule {
  return { ...rule, required: true }
}

/** Holds where any of the rules does. */
export function either(...rules: readonly Rule[]): Rule {
  return {
    expected: rules.map((rule) => rule.expected).join(', or '),
    holds: (value) => rules.some((rule) => rule.holds(value)),
  }
}

/**
 * Checks an options object: nothing unknown, nothing of the wrong kind. `undefined` is as good as absent.
 *
 * @throws TypeError that names the option, what was expected and what came.
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
    const holds = value === undefined ? rule.required !== true : rule.holds(value)
    if (!holds) throw wrong(`\`${name}\` of ${of}`, rule.expected, value)
  }
}

/** Something that the user wrote is not what it has to be. Told apart from what the user's code throws. */
export class OptionError extends TypeError {}

export function wrong(what: string, expected: string, got: unknown): OptionError {
  const kind = got === null || got === undefined ? '' : ` (${typeof got})`
  return new OptionError(`Expected ${what} to be ${expected}, got ${inspect(got)}${kind}`)
}

function unknown(name: string, known: readonly string[], of: string): OptionError {
  const near = known.find((key) => key.toLowerCase() === name.toLowerCase())
  const hint = near ? `did you mean \`${near}\`?` : `it knows ${known.join(', ')}`
  return new OptionError(`Unknown option \`${name}\` of ${of}: ${hint}`)
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
