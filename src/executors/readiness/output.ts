import { checkOptions, MILLISECONDS, PATTERN, required, STREAM } from '../options/rules.ts'
import type { StreamChoice } from '../output/streams.ts'
import type { ProbeOptions, Readiness } from './readiness.ts'

/** The output to search. */
export interface OutputOptions extends ProbeOptions {
  /** @default 'both' */
  readonly stream?: StreamChoice | undefined
}

export interface OutputReadiness extends Readiness {
  readonly kind: 'output'
  readonly pattern: string | RegExp
  readonly stream: StreamChoice | undefined
}

/**
 * Ready when the service has printed a string or a match of an expression. A match may span chunks and lines
 * within the newest mebibyte. Control sequences, such as colours, are ignored. A slow expression is searched
 * for less often and in less of the output. The named groups of the match become the `captures` of the handle.
 *
 * @throws TypeError when the pattern or an option is invalid
 *
 * @example
 * ready: output(/listening on port (?<port>\d+)/)
 */
export function output(pattern: string | RegExp, options: OutputOptions = {}): Readiness {
  checkOptions({ pattern }, { pattern: required(PATTERN) }, 'output()')
  checkOptions(
    options,
    { stream: STREAM, timeout: MILLISECONDS, interval: MILLISECONDS },
    'output()',
  )
  const { stream, interval } = options
  const check: OutputReadiness = { kind: 'output', needs: 'process', interval, pattern, stream }
  return check
}
