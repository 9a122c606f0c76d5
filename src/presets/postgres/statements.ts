/** One statement of an SQL file. */
export interface Statement {
  readonly text: string
  /** The line of its first word, from 1. */
  readonly line: number
}

/** Tokens in which a semicolon ends no statement: comments, strings, names, and bodies of functions. */
const TOKEN =
  /--[^\n]*|\/\*|\b[eE]'(?:\\[\s\S]|''|[^'\\])*'|'(?:''|[^'])*'|"(?:""|[^"])*"|\$(?:[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?\$|\bbegin\s+atomic\b|\bcase\b|\bend\b|;/gi

/**
 * Splits a file into its statements, as psql does. Sent as a whole, a file would be one transaction, which not all
 * statements allow, and the server would not say which of them has failed.
 */
export function statementsOf(sql: string): Statement[] {
  const statements: Statement[] = []
  let start = 0
  // Statements within the body of a function in standard SQL also end with semicolons.
  let depth = 0
  const add = (end: number): void => {
    const text = sql.slice(start, end)
    const blank = lengthOfBlank(text)
    const statement = text.slice(blank).trimEnd()
    const line = sql.slice(0, start + blank).split('\n').length
    if (statement !== '') statements.push({ text: statement, line })
    start = end + 1
  }
  for (TOKEN.lastIndex = 0; ;) {
    const token = TOKEN.exec(sql)
    if (!token) break
    const word = token[0].toLowerCase()
    if (word === '/*') TOKEN.lastIndex = endOfComment(sql, token.index)
    else if (word.startsWith('$')) TOKEN.lastIndex = after(sql, token[0], TOKEN.lastIndex)
    else if (word.startsWith('begin')) depth++
    else if (word === 'case' && depth > 0) depth++
    else if (word === 'end' && depth > 0) depth--
    else if (word === ';' && depth === 0) add(token.index)
  }
  add(sql.length)
  return statements
}

function after(text: string, end: string, from: number): number {
  const index = text.indexOf(end, from)
  return index < 0 ? text.length : index + end.length
}

/** Comments nest in PostgreSQL. */
function endOfComment(sql: string, from: number): number {
  const marks = /\/\*|\*\//g
  marks.lastIndex = from
  let depth = 0
  for (;;) {
    const mark = marks.exec(sql)
    if (!mark) return sql.length
    depth += mark[0] === '/*' ? 1 : -1
    if (depth === 0) return marks.lastIndex
  }
}

/** Returns the length of the comments and white space before the first word. */
function lengthOfBlank(text: string): number {
  let index = 0
  for (;;) {
    const [blank = ''] = /^(?:\s+|--[^\n]*(?:\n|$))*/.exec(text.slice(index)) ?? []
    index += blank.length
    if (!text.startsWith('/*', index)) return index
    index = endOfComment(text, index)
  }
}
