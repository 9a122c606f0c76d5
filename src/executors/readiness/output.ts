import { checkOptions, MILLISECONDS, PATTERN, required, STREAM } from '../check-options.ts'
import { describePattern } from '../output/describe-pattern.ts'
import type { StreamChoice } from '../output/output.ts'
import type { ProbeOptions, Readiness } from './readiness.ts'

export interface OutputOptions extends ProbeOptions {
  /** @default 'both' */
  readonly stream?: StreamChoice | undefined
}

/**
 * Ready when the text, or a match of the expression, was printed: across any chunking, without
 * regard to colour codes. The named groups of an expression become the handle's `captures`.
 */
export function output(pattern: string | RegExp, options: OutputOptions = {}): Readiness {
  checkOptions({ pattern }, { pattern: required(PATTERN) }, 'output()')
  checkOptions(
    options,
    { stream: STREAM, timeout: MILLISECONDS, interval: MILLISECONDS },
    'output()',
  )
  return {
    kind: 'output',
    interval: options.interval,
    begin({ output: printed, since, exit }) {
      const watch = printed.watch(pattern, { stream: options.stream, since })
      return {
        awaits: `print ${describePattern(pattern, options.stream)}`,
        async check() {
          if (exit()) watch.end()
          const { match } = watch
          if (!match) return { ready: false, result: 'not printed yet' }
          return { ready: true, captures: match.groups }
        },
        [Symbol.dispose]: () => watch[Symbol.dispose](),
      }
    },
  }
}
