import { types } from 'node:util'
import { printableLines } from '../../printable.ts'

/** Maximum characters in a line. */
const LINE_WIDTH = 2_000
/** Maximum length of the chain of causes. */
const MAX_DEPTH = 8

const SHOWN_PROPERTIES = ['name', 'message', 'stack', 'code'] as const

/**
 * A cause that reporters can show safely: the original, or a copy if its text contains control characters or
 * secrets. The errors of a `start` function often quote the output or responses of a server.
 */
export function shownCause(
  cause: unknown,
  hide: (text: string) => string,
  depth: number = MAX_DEPTH,
): unknown {
  const show = (value: unknown): unknown =>
    typeof value === 'string' ? printableLines(hide(value), LINE_WIDTH).join('\n') : value
  try {
    if (!isError(cause)) return show(cause)
    const inner = depth > 0 ? shownCause(cause.cause, hide, depth - 1) : undefined
    const keys = SHOWN_PROPERTIES.filter((key) => cause[key] !== undefined)
    const isHarmless = keys.every((key) => show(cause[key]) === cause[key])
    if (isHarmless && inner === cause.cause) return cause
    const copy = new Error(undefined, inner === undefined ? {} : { cause: inner })
    return Object.assign(copy, Object.fromEntries(keys.map((key) => [key, show(cause[key])])))
  } catch {
    // A getter or proxy that throws cannot be shown.
    return undefined
  }
}

function isError(
  value: unknown,
): value is Record<(typeof SHOWN_PROPERTIES)[number] | 'cause', unknown> {
  // Also accepts errors from other realms, as in vm pools.
  return (
    types.isNativeError(value) || (typeof value === 'object' && value !== null && 'stack' in value)
  )
}
