import { describePattern } from '../../output/describe-pattern.ts'
import { suggestPattern } from '../../output/pattern-hints.ts'
import type { OutputReadiness } from '../output.ts'
import type { Probe, ProbeContext } from '../readiness.ts'

export function bindOutput(
  { pattern, stream }: OutputReadiness,
  { output: printed, since, run }: ProbeContext,
): Probe {
  const watch = printed.watch(pattern, { stream, since })
  const advice = (): string | undefined => suggestPattern(printed, pattern, { stream, since })
  const isClosed = (): boolean => printed.isClosed(stream)
  return {
    goal: `print ${describePattern(pattern, stream)}`,
    isPrinted: true,
    async check() {
      if (run()?.process?.naturalExit || isClosed()) watch.end()
      const { match } = watch
      if (match) return { ready: true, captures: match.groups }
      return { ready: false, result: 'not printed', advice, isEventDriven: true }
    },
    isHopeless: () => isClosed() && !watch.match,
    watch: (wake) => watch.onMatch(wake),
    [Symbol.dispose]: () => watch[Symbol.dispose](),
  }
}
