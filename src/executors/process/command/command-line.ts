import { join } from 'shlex'
import { partsOf, type Command, type Parts } from './command.ts'

/** A command in its two equivalent forms. */
export interface CommandLine {
  /** One line, quoted for a shell. */
  readonly line: string
  readonly parts: Parts
}

/** @throws OptionError for the reasons of `partsOf`. */
export function parseCommand(command: Command, shell?: boolean | string): CommandLine {
  const parts = partsOf(command, shell)
  return { line: typeof command === 'string' ? command : join([...parts]), parts }
}
