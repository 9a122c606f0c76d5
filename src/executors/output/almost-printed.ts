import type { Output, StreamChoice } from './output.ts'
import { escapeRegExp } from './pattern-watch.ts'

/** What to do about a pattern that was printed, but not quite as it is waited for. */
export function adviceOnPattern(
  output: Output,
  pattern: string | RegExp,
  { stream, since }: { readonly stream?: StreamChoice | undefined; readonly since: number },
): string | undefined {
  if (stream === 'stdout' || stream === 'stderr') {
    const other = stream === 'stdout' ? 'stderr' : 'stdout'
    const found = find(output, pattern, other, since)
    if (found) return `it printed ${found} on ${other}: look there, \`stream: '${other}'\`.`
  }
  const found = find(output, inAnyCase(pattern), stream, since)
  return found && `it printed ${found}, which differs in upper and lower case: wait for that.`
}

function find(
  output: Output,
  pattern: string | RegExp,
  stream: StreamChoice | undefined,
  since: number,
): string | undefined {
  const watch = output.watch(pattern, { stream, since })
  watch.end()
  const { match } = watch
  watch[Symbol.dispose]()
  return match && JSON.stringify(match.text)
}

function inAnyCase(pattern: string | RegExp): RegExp {
  if (typeof pattern === 'string') return new RegExp(escapeRegExp(pattern), 'i')
  return new RegExp(pattern, [...new Set(`${pattern.flags}i`)].join(''))
}
