/** The part of a text without a match that still matters when more text comes. */
export interface Span {
  /** The earliest start of a future match. Undefined if a match may begin anywhere. */
  readonly begin?: (text: string) => number
  /** Whether a search takes linear time. */
  readonly isLinear?: boolean
}

/**
 * Expressions that cannot match a line break: literal characters, dots, word and digit classes, non-negated
 * classes and groups. All other expressions count as multi-line.
 */
const OF_ONE_LINE =
  /^(?:[^\\[(\u0000-\u001F]|\\(?:[dwbBSk1-9]|[^\w\u0000-\u001F])|\[(?!\^)|\((?!\?)|\(\?(?::|<(?![=!])))*$/

/** Most patterns are strings or single-line expressions, so that earlier lines need not be kept. */
export function spanOf(pattern: string | RegExp): Span {
  if (typeof pattern === 'string') {
    return { begin: (text) => text.length - pattern.length + 1, isLinear: true }
  }
  const isOfOneLine = OF_ONE_LINE.test(pattern.source) && !/[sv]/.test(pattern.flags)
  return isOfOneLine ? { begin: (text) => text.lastIndexOf('\n') + 1 } : {}
}
