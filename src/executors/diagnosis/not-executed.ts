import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { suggest } from './program-suggestions.ts'
import type { Evidence } from './evidence.ts'

const NOT_FOUND = 127
const NOT_EXECUTABLE = 126

/** As shells and `env` say it: `sh: 1: serve: not found`, `env: 'serve': No such file or directory`. */
const MISSING = /([^\s:'"‘’]+)['’]?: (?:(?:command )?not found|No such file or directory)/

/** As cmd.exe says it, with an exit code that says nothing. */
const NOT_RECOGNIZED = /'([^']+)' is not recognized as an internal or external command/

/** The command was begun, by a shell, `env` or a script's first line, but what it names could not be run. */
export function notExecuted({ run, outputTail, settings }: Evidence): string | undefined {
  const code = run?.exit?.exitCode
  if (code === NOT_EXECUTABLE) {
    return 'the program that it runs is not executable: `chmod +x` it, or name its interpreter.'
  }
  const unknown = code === 0 ? undefined : NOT_RECOGNIZED.exec(outputTail)?.[1]
  if (code !== NOT_FOUND && unknown === undefined) return undefined
  const name = unknown ?? MISSING.exec(outputTail)?.[1]
  if (name && unknown === undefined && existsSync(resolve(settings.cwd, name))) {
    return `${name} is there: the interpreter in its first line, \`#!\`, is not.`
  }
  const meant = name && suggest(basename(name), settings)
  return meant
    ? `${name} was not found: ${meant}`
    : 'a program that it runs was not found: install it, or put it on PATH.'
}
