import { checkOptions, MILLISECONDS, PATTERN, required, STREAM } from '../options/rules.ts'
import { suggestPattern } from '../output/pattern-hints.ts'
import { describePattern } from '../output/describe-pattern.ts'
import type { StreamChoice } from '../output/streams.ts'
import type { ProbeOptions, Readiness } from './readiness.ts'

/** Where to look for what is printed. */
export interface OutputOptions extends ProbeOptions {
  /** @default 'both' */
  readonly stream?: StreamChoice | undefined
}

/**
 * Ready when the text, or a match of the expression, was printed: across any chunking, over any distance
 * within the newest mebibyte, and without control sequences such as colours. An expression that takes long
 * over so much text is searched for less often, and in less of it. The named groups of an expression
 * become the handle's `captures`.
 *
 * @throws TypeError when the pattern or an option is not what it has to be.
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
