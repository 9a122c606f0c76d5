import { extname } from 'node:path'
import type { DiagnosticContext } from './failure.ts'
import { LookupFailure } from '../runtime/lookup.ts'
import { suggestSibling, suggest } from './program-suggestions.ts'

const INTERPRETERS: Readonly<Record<string, string>> = {
  '.cjs': 'node',
  '.js': 'node',
  '.mjs': 'node',
  '.ts': 'node',
  '.pl': 'perl',
  '.py': 'python3',
  '.rb': 'ruby',
  '.sh': 'sh',
}

const BUILTINS = new Set(['.', ':', 'cd', 'eval', 'exec', 'export', 'set', 'source', 'ulimit'])

/** Advice for a program that was not found or could not be run. */
export function hintOfLookup(cause: unknown, context: DiagnosticContext): string | undefined {
  if (!(cause instanceof LookupFailure)) return undefined
  const { problem, target } = cause
  if (problem === 'folder') {
    return `correct \`cwd\`, or create the directory.${suggestSibling(target)}`
  }
  if (problem === 'file') {
    return `correct the path; a relative path starts in the directory above.${suggestSibling(target)}`
  }
  if (problem === 'permission') {
    return `make it executable with \`chmod +x ${target}\`${orInterpreter(target)}.`
  }
  const suggestion = shellMisuseHint(target) ?? suggest(target, context.settings)
  return suggestion ?? 'install it, or specify its path.'
}

/** Advice for shell syntax or badly joined arguments in the place of a program name. */
function shellMisuseHint(name: string): string | undefined {
  const variable = /^(\w+)=(.*)$/s.exec(name)
  if (variable) return `set variables with \`env\`: \`env: { ${variable[1]}: '...' }\`.`
  if (BUILTINS.has(name)) return `${name} is a shell builtin: set \`shell: true\`.`
  if (!/\s/.test(name)) return undefined
  return 'pass each argument as its own list entry, or pass the whole command as one string.'
}

function orInterpreter(path: string): string {
  const interpreter = INTERPRETERS[extname(path)]
  return interpreter === undefined ? '' : `, or run its interpreter: ['${interpreter}', '${path}']`
}

/** Syntax that needs a shell: `&&`, `|`, `> file`, `$PORT`. */
const OPERATOR = /^(?:&&?|\|\|?|;|\d?(?:>>?|<)(?:&\d)?|\d?>&\d|\$\(.*|\$\{?\w+\}?)$/

/** The command is written for a shell, but runs without one. */
export function shellSyntax({ command, settings }: DiagnosticContext): string | undefined {
  if (!command || settings.shell !== false) return undefined
  // A quoted part or a list entry is meant literally.
  const bare = new Set(command.line.split(/\s+/))
  const found = command.parts.slice(1).find((part) => OPERATOR.test(part) && bare.has(part))
  return (
    found &&
    `\`${found}\` is passed as a plain argument, because no shell is run: set \`shell: true\`.`
  )
}
