import { existsSync } from 'node:fs'
import { suggestSibling } from './program-suggestions.ts'
import type { Evidence } from './evidence.ts'

/** The messages of Node, Python, Ruby and Perl for a missing script. */
const MISSING =
  /(?:Cannot find module|can't open (?:file|perl script)|No such file or directory -- )\s?['"]?(\/[^'":\n]+)/

/** An interpreter did not find its script. */
export function scriptIsMissing({ outputTail }: Evidence): string | undefined {
  const path = MISSING.exec(outputTail)?.[1]
  if (path === undefined || existsSync(path)) return undefined
  return `${path} does not exist: correct the path in the command, or \`cwd\`.${suggestSibling(path)}`
}
