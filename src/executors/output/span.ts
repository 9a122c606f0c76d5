/** How much of a text that was searched in vain still matters when more comes. */
export interface Span {
  /** Where the first match that is still to come may begin. Nothing: anywhere. */
  readonly begin?: (text: string) => number
  /** Whether a search takes no longer than the text is long. */
  readonly isSwift?: boolean
}

/**
 * What can match no line break: literal characters, dots, words and digits, classes that exclude nothing,
 * groups. An expression of anything else is taken for one that can.
 */
const OF_ONE_LINE =
  /^(?:[^\\[(\u0000-\u001F]|\\(?:[dwbBSk1-9]|[^\w\u0000-\u001F])|\[(?!\^)|\((?!\?)|\(\?(?::|<(?![=!])))*$/

/** Almost all patterns are a text or of one line: then a flood of lines need not be kept. */
export function spanOf(pattern: string | RegExp): Span {
  if (typeof pattern === 'string') {
    return { begin: (text) => text.length - pattern.length + 1, isSwift: true }
  }
  const isOfOneLine = OF_ONE_LINE.test(pattern.source) && !/[sv]/.test(pattern.flags)
  return isOfOneLine ? { begin: (text) => text.lastIndexOf('\n') + 1 } : {}
}
