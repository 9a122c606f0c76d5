import { EXITED } from '../readiness/probes/exited.ts'
import { allChecks } from './checks.ts'
import type { Evidence } from './evidence.ts'
import { existsSync } from 'node:fs'
import { suggestSibling, suggest } from './program-suggestions.ts'
import { basename, resolve } from 'node:path'

/** It exited without an error, like a one-shot command, or a program whose input ends. */
export function exitedCleanly(evidence: Evidence): string | undefined {
  const { run, settings, pending } = evidence
  if (run?.process?.exit?.exitCode !== 0) return undefined
  // With `exited()` the exit is expected, but another check failed.
  if (allChecks(evidence).some(({ goal }) => goal === EXITED) && pending.length > 0) {
    return 'it left no process behind to serve requests, or that process exited, too: check its output.'
  }
  const oneShot = 'if it is a one-shot command, use `ready: exited()`'
  return settings.stdin === 'open'
    ? `${oneShot}.`
    : `${oneShot}; if it exits because its input ends, set \`stdin: 'open'\`.`
}

/** It exited without an explanation. */
export function silentExit({ run, outputTail }: Evidence): string | undefined {
  if (run?.process?.exit?.signal === 'SIGKILL') {
    return 'something killed it; the system does that when memory runs out.'
  }
  return outputTail.trim() === ''
    ? 'it printed nothing: run the command manually in the same directory and environment to see why.'
    : undefined
}

/** The messages of Node, Python, Ruby and Perl for a missing script. */
const MISSING_SCRIPT =
  /(?:Cannot find module|can't open (?:file|perl script)|No such file or directory -- )\s?['"]?(\/[^'":\n]+)/

/** An interpreter did not find its script. */
export function scriptIsMissing({ outputTail }: Evidence): string | undefined {
  const path = MISSING_SCRIPT.exec(outputTail)?.[1]
  if (path === undefined || existsSync(path)) return undefined
  return `${path} does not exist: correct the path in the command, or \`cwd\`.${suggestSibling(path)}`
}

const ES_MODULE =
  /Cannot use import statement outside a module|Unexpected token 'export'|Cannot use 'import\.meta' outside a module/
const COMMON_JS =
  /\b(?:require|module|exports|__dirname|__filename) is not defined in ES module scope/

/** Node loaded a file as the wrong kind of module. */
export function moduleKind({ printed }: Evidence): string | undefined {
  if (ES_MODULE.test(printed)) {
    return 'Node loads an ES module as CommonJS: rename the file to `.mjs` or `.mts`, or set `"type": "module"` in the nearest package.json.'
  }
  return COMMON_JS.test(printed)
    ? 'Node loads a CommonJS module as an ES module: rename the file to `.cjs` or `.cts`, or use `import`.'
    : undefined
}

const REFUSED =
  /\/(?:dev\/(?:stdout|stderr|fd\/[12])|proc\/(?:self|\d+)\/fd\/[12])\b.*(?:No such device or address|ENXIO)|ENXIO.*\/(?:dev|proc)\//i

/** Node connects the output of a child process to a socket, which cannot be opened through a path. */
export function outputPaths({ printed }: Evidence): string | undefined {
  if (!REFUSED.test(printed)) return undefined
  return 'its output is a socket, which cannot be opened as /dev/stderr or /dev/stdout: write to the open file descriptor (in a shell: `>&2`; in nginx: `error_log stderr`), or use a pipe: `shell: true` with `... 2>&1 | cat`.'
}

const NOT_FOUND = 127
const NOT_EXECUTABLE = 126

/** The messages of shells and `env`: `sh: 1: serve: not found`, `env: 'serve': No such file or directory`. */
const MISSING_PROGRAM = /([^\s:'"‘’]+)['’]?: (?:(?:command )?not found|No such file or directory)/

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
  const name = unknown ?? MISSING_PROGRAM.exec(outputTail)?.[1]
  if (name && unknown === undefined && existsSync(resolve(settings.cwd, name))) {
    return `${name} exists, but the interpreter in its \`#!\` line does not.`
  }
  const meant = name && suggest(basename(name), settings)
  return meant
    ? `${name} was not found: ${meant}`
    : 'a program that it runs was not found: install it, or add it to PATH.'
}
