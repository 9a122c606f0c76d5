import { printable } from '../../printable.ts'
import type { StreamChoice } from './streams.ts'

/** As messages show it: what, where it is looked for, and between the two what is said of it. */
export function describePattern(
  pattern: string | RegExp,
  stream: StreamChoice = 'both',
  verb = '',
): string {
  const shown = typeof pattern === 'string' ? JSON.stringify(pattern) : String(pattern)
  return `${printable(shown)}${verb} on ${stream === 'both' ? 'stdout or stderr' : stream}`
}
