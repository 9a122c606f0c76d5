import { printable } from '../../printable.ts'
import type { StreamChoice } from './streams.ts'

/** Describes a pattern for messages: `"ready" on stdout`, with an optional verb before `on`. */
export function describePattern(
  pattern: string | RegExp,
  stream: StreamChoice = 'both',
  verb = '',
): string {
  const shown = typeof pattern === 'string' ? JSON.stringify(pattern) : String(pattern)
  return `${printable(shown)}${verb} on ${stream === 'both' ? 'stdout or stderr' : stream}`
}
