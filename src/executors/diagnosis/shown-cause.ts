import { types } from 'node:util'
import { printableLines } from '../../printable.ts'

/** Characters of a line. */
const LINE = 2_000
/** Causes of causes. */
const DEPTH = 8

const SHOWN_PROPERTIES = ['name', 'message', 'stack', 'code'] as const

/**
 * What an error follows from, as reporters may show it: the thing itself, or a copy, where something in its words
 * would act or is secret. A `start` function often quotes what a server has answered or printed.
 */
export function shownCause(
  cause: unknown,
  hide: (text: string) => string,
  depth: number = DEPTH,
): unknown {
  const show = (value: unknown): unknown =>
    typeof value === 'string' ? printableLines(hide(value), LINE).join('\n') : value
  try {
    if (!isError(cause)) return show(cause)
    const inner = depth > 0 ? shownCause(cause.cause, hide, depth - 1) : undefined
    const told = SHOWN_PROPERTIES.filter((key) => cause[key] !== undefined)
    const isHarmless = told.every((key) => show(cause[key]) === cause[key])
    if (isHarmless && inner === cause.cause) return cause
    const copy = new Error(undefined, inner === undefined ? {} : { cause: inner })
    return Object.assign(copy, Object.fromEntries(told.map((key) => [key, show(cause[key])])))
  } catch {
    // What throws when it is looked at cannot be shown.
    return undefined
  }
}

function isError(
  value: unknown,
): value is Record<(typeof SHOWN_PROPERTIES)[number] | 'cause', unknown> {
  // Errors of other realms, as in vm pools, are errors too.
  return (
    types.isNativeError(value) || (typeof value === 'object' && value !== null && 'stack' in value)
  )
}
