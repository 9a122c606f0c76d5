import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { OptionError, type Rule } from '../check-options.ts'
import { join, split } from 'shlex'

/**
 * A command. A string is split as a POSIX shell would split it, quotes and escapes included, with no
 * shell run; a list is taken as it is. A `file:` URL stands for its path.
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

/** @throws TypeError when the command is empty, holds something else than text, or has an open quote. */
export function parseCommand(command: Command, shell: boolean | string = false): CommandLine {
  const parts = typeof command === 'string' ? splitLine(command, shell !== false) : listed(command)
  const [first, ...rest] = parts
  if (first === undefined || first === '') {
    throw badCommand('to name a program', command)
  }
  if (parts.some((part) => part.includes('\0'))) {
    throw badCommand('to be free of NUL characters', command)
  }
  return { line: typeof command === 'string' ? command : join([...parts]), parts: [first, ...rest] }
}

function splitLine(line: string, forShell: boolean): string[] {
  try {
    return split(line)
  } catch (error) {
    if (forShell) return [line]
    throw badCommand('to have balanced quotes and complete escapes', line, error)
  }
}

function listed(command: Exclude<Command, string>): string[] {
  if (!Array.isArray(command)) {
    throw badCommand('to be a string or a list of strings, numbers and URLs', command)
  }
  return command.map((part: unknown) => {
    if (part instanceof URL) return part.protocol === 'file:' ? fileURLToPath(part) : part.href
    if (typeof part === 'string' || typeof part === 'number') return String(part)
    throw badCommand('to be a string or a list of strings, numbers and URLs', command)
  })
}

function badCommand(expected: string, got: unknown, cause?: unknown): OptionError {
  return new OptionError(`Expected \`command\` ${expected}, got ${inspect(got)}`, { cause })
}
