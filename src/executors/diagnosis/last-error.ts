import type { Facts } from '../../errors.ts'
import { printableLines, shortened } from '../../printable.ts'
import type { DiagnosticContext } from './failure.ts'

/** Longer lines are truncated. */
const MAX_LENGTH = 300

/** Typical words in error messages: `Error: …`, `[error] …`, `FATAL …`, `cannot open …`. */
const ERROR =
  /\w*(?:error|exception|fehler)\b|\b(?:fatal|panic\w*|emerg|crit\w*|abort\w*|fail(?:ed|ure|s)?|denied|refused|unable|invalid|missing|unknown|unrecognized|unsupported|unexpected|undefined|cannot|can't|couldn't|could not|won't|not (?:found|allowed|permitted|exist|a)|no such|segmentation fault|core dumped|already in use)\b|\bE(?:RR!|[A-Z]{4,})\b/i

/** Source locations, and remarks about an earlier error. */
const NOISE =
  /^\s*(?:at |from |File "|throw |raise |Emitted 'error' event|\.\.\. \d+ more)|\^\s*$|^\s*\w+: (?:'[^']*'|-?\d+),?$|\b(?:0|no) (?:errors?|failures?)\b/i

/** npm and others report again that a script failed. */
const OF_NPM = /^(?:npm|yarn|pnpm)\b|ERR_PNPM|ELIFECYCLE/i

/** The last line of the output that looks like an error. */
export function lastErrorIn(printed: string): string | undefined {
  // Bounds the lines, because the expressions above are slow for a word of a megabyte.
  const lines = printableLines(printed)
  const at = lastErrorAt(lines)
  if (at === -1) return undefined
  const line = (lines[at] ?? '').trim()
  const whole = line.endsWith(':') ? `${line} ${(lines[at + 1] ?? '').trim()}`.trim() : line
  return shortened(whole, MAX_LENGTH)
}

/** The index of the last line that looks like an error, or -1. */
export function lastErrorAt(lines: readonly string[]): number {
  const ofProgram = lines.findLastIndex((line) => isError(line) && !OF_NPM.test(line))
  return ofProgram === -1 ? lines.findIndex(isError) : ofProgram
}

/** The reason that the program itself gives in its output. */
export function describeLastError({ output, since }: DiagnosticContext): Facts {
  return { 'Last error': lastErrorIn(output.since(since)) }
}

function isError(line: string): boolean {
  return ERROR.test(line) && !NOISE.test(line)
}
