import type * as Shlex from 'shlex'
import { isUrl } from '../../runtime/is-url.ts'
import { fileURLToPath } from 'node:url'
import { OptionError, show, type Rule } from '../../options/rules.ts'
import { platform } from '../../runtime/host.ts'
import { requireNatively } from '../../runtime/native-require.ts'

/**
 * A command. A string is split into words as in a POSIX shell, with quotes and escapes, but without running a
 * shell. A list is used as it is. A `file:` URL stands for its path. On Windows, a backslash before a letter,
 * digit, dash or dot is part of a path.
 */
export type Command = string | readonly (string | number | URL)[]

export const COMMAND: Rule = {
  expected: 'a string or a list of strings, numbers and URLs',
  holds: (value) => typeof value === 'string' || Array.isArray(value),
}

/** The program and its arguments. */
export type Parts = readonly [string, ...string[]]

/**
 * Splits a command into its parts.
 *
 * @param subject the name of the command in messages
 * @throws OptionError when the command is empty, has an invalid part or an unclosed quote.
 */
export function partsOf(
  command: Command,
  shell: boolean | string = false,
  subject = '`command`',
): Parts {
  const refuse = (expected: string, cause?: unknown): OptionError =>
    new OptionError(`Expected ${subject} ${expected}, got ${show(command)}`, { cause })
  const parts =
    typeof command === 'string'
      ? splitLine(command, shell !== false, refuse)
      : textsOf(command, refuse)
  const [first, ...rest] = parts
  if (first === undefined || first === '') throw refuse('to name a program')
  if (parts.some((part) => part.includes('\0'))) throw refuse('to contain no NUL characters')
  return [first, ...rest]
}

type Refuse = (expected: string, cause?: unknown) => OptionError

function splitLine(line: string, forShell: boolean, refuse: Refuse): string[] {
  // Loaded here, since only a command that is a string needs it.
  const { split } = requireNatively('shlex') as typeof Shlex
  try {
    return split(platform === 'win32' ? withPathsEscaped(line) : line)
  } catch (error) {
    if (forShell) return [line]
    throw refuse('to have balanced quotes and complete escapes', error)
  }
}

/** Skips single quotes, where a backslash is literal anyway. */
function withPathsEscaped(line: string): string {
  return line.replaceAll(/'[^']*'|\\+(?=[\w.-])/g, (found) =>
    found.startsWith("'") ? found : found + found,
  )
}

function textsOf(command: Exclude<Command, string>, refuse: Refuse): string[] {
  if (!Array.isArray(command)) throw refuse(`to be ${COMMAND.expected}`)
  return command.map((part: unknown) => {
    if (isUrl(part)) return part.protocol === 'file:' ? fileURLToPath(part) : part.href
    if (typeof part === 'string' || typeof part === 'number') return String(part)
    throw refuse(`to be ${COMMAND.expected}`)
  })
}
