import { printable } from '../../printable.ts'
import type { StreamChoice } from './output.ts'

/** As messages show it: what, and where it is looked for. */
export function describePattern(pattern: string | RegExp, stream: StreamChoice = 'both'): string {
  const shown = typeof pattern === 'string' ? JSON.stringify(pattern) : String(pattern)
  return `${printable(shown)} on ${stream === 'both' ? 'stdout or stderr' : stream}`
}
