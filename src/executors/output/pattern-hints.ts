import { shortened } from '../../printable.ts'
import type { Output, WaitOptions } from './output.ts'
import { escapeRegExp } from './pattern-watch.ts'

/** Maximum characters of output that a hint quotes. */
const MAX_QUOTED = 200

type SearchScope = Pick<WaitOptions, 'stream' | 'since'>

/** Advice for output that almost matches the pattern. */
export function suggestPattern(
  output: Output,
  pattern: string | RegExp,
  scope: SearchScope,
): string | undefined {
  const { stream } = scope
  // The pattern itself matches by now.
  if (find(output, pattern, scope) !== undefined) return undefined
  if (stream === 'stdout' || stream === 'stderr') {
    const other = stream === 'stdout' ? 'stderr' : 'stdout'
    const found = find(output, pattern, { ...scope, stream: other })
    if (found) return `it printed ${found} on ${other}: set \`stream: '${other}'\`.`
  }
  const found = find(output, inAnyCase(pattern), scope)
  return found && `it printed ${found}, which differs only in case: wait for that text.`
}

function find(output: Output, pattern: string | RegExp, scope: SearchScope): string | undefined {
  const watch = output.watch(pattern, scope)
  watch.end()
  const { match } = watch
  watch[Symbol.dispose]()
  return match && JSON.stringify(shortened(match.text, MAX_QUOTED))
}

function inAnyCase(pattern: string | RegExp): RegExp {
  if (typeof pattern === 'string') return new RegExp(escapeRegExp(pattern), 'i')
  return new RegExp(pattern, [...new Set(`${pattern.flags}i`)].join(''))
}
