import { shortened } from '../../printable.ts'
import type { Output } from './output.ts'
import type { StreamChoice } from './streams.ts'
import { escapeRegExp } from './pattern-watch.ts'

/** How many characters of what was printed an advice quotes. */
const QUOTED = 200

interface Place {
  readonly stream?: StreamChoice | undefined
  readonly since: number
}

/** What to do about a pattern that was printed, but not quite as it is waited for. */
export function suggestPattern(
  output: Output,
  pattern: string | RegExp,
  { stream, since }: Place,
): string | undefined {
  // It was printed after all, too late.
  if (find(output, pattern, { stream, since }) !== undefined) return undefined
  if (stream === 'stdout' || stream === 'stderr') {
    const other = stream === 'stdout' ? 'stderr' : 'stdout'
    const found = find(output, pattern, { stream: other, since })
    if (found) return `it printed ${found} on ${other}: look there, \`stream: '${other}'\`.`
  }
  const found = find(output, inAnyCase(pattern), { stream, since })
  return found && `it printed ${found}, which differs in upper and lower case: wait for that.`
}

function find(output: Output, pattern: string | RegExp, place: Place): string | undefined {
  const watch = output.watch(pattern, place)
  watch.end()
  const { match } = watch
  watch[Symbol.dispose]()
  return match && JSON.stringify(shortened(match.text, QUOTED))
}

function inAnyCase(pattern: string | RegExp): RegExp {
  if (typeof pattern === 'string') return new RegExp(escapeRegExp(pattern), 'i')
  return new RegExp(pattern, [...new Set(`${pattern.flags}i`)].join(''))
}
