import { checkOptions, MILLISECONDS, PATTERN, required, STREAM } from '../options/rules.ts'
import { suggestPattern } from '../output/pattern-hints.ts'
import { describePattern } from '../output/describe-pattern.ts'
import type { StreamChoice } from '../output/streams.ts'
import type { ProbeOptions, Readiness } from './readiness.ts'

/** The output to search. */
export interface OutputOptions extends ProbeOptions {
  /** @default 'both' */
  readonly stream?: StreamChoice | undefined
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
  return {
    kind: 'output',
    needs: 'process',
    interval: options.interval,
    bind({ output: printed, since, run }) {
      const watch = printed.watch(pattern, { stream: options.stream, since })
      const advice = (): string | undefined =>
        suggestPattern(printed, pattern, { stream: options.stream, since })
      const isClosed = (): boolean => printed.isClosed(options.stream)
      return {
        goal: `print ${describePattern(pattern, options.stream)}`,
        isPrinted: true,
        async check() {
          if (run()?.naturalExit || isClosed()) watch.end()
          const { match } = watch
          if (match) return { ready: true, captures: match.groups }
          return { ready: false, result: 'not printed', advice, isEventDriven: true }
        },
        isHopeless: () => isClosed() && !watch.match,
        watch: (wake) => watch.onMatch(wake),
        [Symbol.dispose]: () => watch[Symbol.dispose](),
      }
    },
  }
}
