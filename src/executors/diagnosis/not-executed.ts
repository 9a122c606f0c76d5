import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { suggest } from './program-suggestions.ts'
import type { Evidence } from './evidence.ts'

const NOT_FOUND = 127
const NOT_EXECUTABLE = 126

/** The messages of shells and `env`: `sh: 1: serve: not found`, `env: 'serve': No such file or directory`. */
const MISSING = /([^\s:'"‘’]+)['’]?: (?:(?:command )?not found|No such file or directory)/

/** The message of cmd.exe, whose exit code does not help. */
const NOT_RECOGNIZED = /'([^']+)' is not recognized as an internal or external command/

/** A shell, `env` or the first line of a script could not run the program that it names. */
export function notExecuted({ run, outputTail, settings }: Evidence): string | undefined {
  const code = run?.process?.exit?.exitCode
  if (code === NOT_EXECUTABLE) {
    return 'the program that it runs is not executable: use `chmod +x`, or run its interpreter.'
  }
  const unknown = code === 0 ? undefined : NOT_RECOGNIZED.exec(outputTail)?.[1]
  if (code !== NOT_FOUND && unknown === undefined) return undefined
  const name = unknown ?? MISSING.exec(outputTail)?.[1]
  if (name && unknown === undefined && existsSync(resolve(settings.cwd, name))) {
    return `${name} exists, but the interpreter in its \`#!\` line does not.`
  }
  const meant = name && suggest(basename(name), settings)
  return meant
    ? `${name} was not found: ${meant}`
    : 'a program that it runs was not found: install it, or add it to PATH.'
}
