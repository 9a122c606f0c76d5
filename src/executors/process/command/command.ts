import { fileURLToPath } from 'node:url'
import { OptionError, show, type Rule } from '../../options/rules.ts'
import { platform } from '../../runtime/host.ts'
import { join, split } from 'shlex'

/**
 * A command. A string is split as a POSIX shell would split it, quotes and escapes included, with no
 * shell run; a list is taken as it is. A `file:` URL stands for its path. On Windows, a backslash before a
 * letter, a digit, a dash or a dot is part of a path.
 */
export type Command = string | readonly (string | number | URL)[]

export const COMMAND: Rule = {
  expected: 'a string or a list of strings, numbers and URLs',
  holds: (value) => typeof value === 'string' || Array.isArray(value),
}

/** A command in both its forms, which agree. */
export interface CommandLine {
  /** One line, quoted as a shell needs it. */
  readonly line: string
  readonly parts: readonly [string, ...string[]]
}

/**
 * @param what how messages call it
 * @throws TypeError when the command is empty, holds something else than text, or has an open quote.
 */
export function parseCommand(
  command: Command,
  shell: boolean | string = false,
  what = '`command`',
): CommandLine {
  const refuse = (expected: string, cause?: unknown): OptionError =>
    new OptionError(`Expected ${what} ${expected}, got ${show(command)}`, { cause })
  const parts =
    typeof command === 'string'
      ? splitLine(command, shell !== false, refuse)
      : listed(command, refuse)
  const [first, ...rest] = parts
  if (first === undefined || first === '') throw refuse('to name a program')
  if (parts.some((part) => part.includes('\0'))) throw refuse('to be free of NUL characters')
  return { line: typeof command === 'string' ? command : join([...parts]), parts: [first, ...rest] }
}

type Refuse = (expected: string, cause?: unknown) => OptionError

function splitLine(line: string, forShell: boolean, refuse: Refuse): string[] {
  try {
    return split(platform === 'win32' ? withPathsEscaped(line) : line)
  } catch (error) {
    if (forShell) return [line]
    throw refuse('to have balanced quotes and complete escapes', error)
  }
}

/** Within single quotes, a backslash stands for itself anyway. */
function withPathsEscaped(line: string): string {
  return line.replaceAll(/'[^']*'|\\+(?=[\w.-])/g, (found) =>
    found.startsWith("'") ? found : found + found,
  )
}

function listed(command: Exclude<Command, string>, refuse: Refuse): string[] {
  if (!Array.isArray(command)) throw refuse(`to be ${COMMAND.expected}`)
  return command.map((part: unknown) => {
    if (part instanceof URL) return part.protocol === 'file:' ? fileURLToPath(part) : part.href
    if (typeof part === 'string' || typeof part === 'number') return String(part)
    throw refuse(`to be ${COMMAND.expected}`)
  })
}
