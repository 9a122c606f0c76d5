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

/** What only a shell knows. */
const BUILTINS = new Set(['.', ':', 'cd', 'eval', 'exec', 'export', 'set', 'source', 'ulimit'])

/** Why a program was not found, or could not be run. */
export function hintOfLookup(cause: unknown, context: DiagnosticContext): string | undefined {
  if (!(cause instanceof LookupFailure)) return undefined
  const { problem, target: what } = cause
  if (problem === 'folder') return `correct \`cwd\`, or create the folder.${suggestSibling(what)}`
  if (problem === 'file') {
    return `correct the path; a relative one starts in the directory above.${suggestSibling(what)}`
  }
  if (problem === 'permission')
    return `make it executable, \`chmod +x ${what}\`${orInterpreter(what)}.`
  return shellMisuseHint(what) ?? suggest(what, context.settings) ?? 'install it, or name its path.'
}

/** What was meant for a shell, or put together in a wrong way. */
function shellMisuseHint(name: string): string | undefined {
  const variable = /^(\w+)=(.*)$/s.exec(name)
  if (variable) return `set variables with \`env\`: \`env: { ${variable[1]}: '...' }\`.`
  if (BUILTINS.has(name)) return `${name} is a shell's own: say \`shell: true\`.`
  if (!/\s/.test(name)) return undefined
  return 'give a list one entry for each argument, or give the whole line as one string.'
}

function orInterpreter(path: string): string {
  const interpreter = INTERPRETERS[extname(path)]
  return interpreter === undefined ? '' : `, or name its interpreter: ['${interpreter}', '${path}']`
}
