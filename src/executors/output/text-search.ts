import { createContext, Script, type Context } from 'node:vm'
import { codeOf } from '../runtime/caught-error.ts'
import { now } from '../runtime/clock.ts'
import { History } from './history.ts'
import type { Span } from './span.ts'

/** How far back a match may begin, in bytes: all that is kept of an output. */
const REACH = 1024 * 1024

/** What is left of that where an expression takes too long over more. */
const LEAST_REACH = 16 * 1024

/** So much that was not searched yet ends a pause, lest more of it is kept. */
const FRESH = REACH
/** The same where what was searched need not be kept. */
const FRESH_ALONE = REACH / 8

/** So much is kept at most: an expression that takes long cannot keep up with a flood. */
const KEPT = REACH + FRESH

/** Before what is searched, a character at least, so that `^` does not take it for the beginning. */
const MARGIN = 4

/** Milliseconds for one search: nothing else runs meanwhile. */
const LIMIT = 200
/** One that takes longer is not made sooner because a flood brings much. */
const SLOW = LIMIT / 4
/** One that takes less may be made over twice the text, which may take four times as long. */
const CHEAP = LIMIT / 8
/** One that takes less is made at every piece. */
const INSTANT = 0.2

/** A pause is so many times as long as the search before it: the rest is for the tests. */
const PAUSE = 9

/** In a shorter text it is not worth its price that a search can be ended. */
const SHORT = 4 * 1024

interface Found {
  readonly match: RegExpExecArray
  /** More text may make it longer. */
  readonly mayGrow: boolean
}

/**
 * Searches a growing text for an expression, in all that is kept. The longer a search takes, the fewer are
 * made; an expression that takes too long is looked for in less of the text, the newest.
 */
export class TextSearch {
  readonly #pattern: RegExp
  readonly #span: Span
  readonly #text = new History(KEPT)
  /** Up to where it was searched. */
  #searched = 0
  #reach = REACH
  /** Whether more of what is kept is worth another search. */
  #again = false
  #took = 0
  /** When a search may be made again, by the clock. */
  #nextAt = 0

  /** @param pattern global */
  constructor(pattern: RegExp, span: Span) {
    this.#pattern = pattern
    this.#span = span
  }

  add(text: string): void {
    this.#text.add(Buffer.from(text), 'stdout')
  }

  /** Milliseconds until it is to be searched; nothing where there is no reason for that. */
  get dueIn(): number | undefined {
    const fresh = this.#text.total - this.#searched
    if (fresh === 0 && !this.#again) return undefined
    const most = this.#span.begin ? FRESH_ALONE : FRESH
    const isUrgent = fresh >= most && this.#took < SLOW
    return isUrgent ? 0 : Math.max(0, this.#nextAt - now())
  }

  search(): Found | undefined {
    const { total, dropped } = this.#text
    const oldest = Math.max(this.#searched - this.#reach, total - this.#reach - FRESH)
    const affordable = this.#reach === REACH ? oldest : total - 2 * this.#reach
    const from = Math.max(oldest, affordable, dropped + MARGIN) - MARGIN
    const isPart = from > 0
    const begun = now()
    const text = this.#text.text('both', Math.max(0, from))
    const match = this.#exec(text, isPart ? 1 : 0)
    this.#took = now() - begun
    this.#plan(match === TIMED_OUT, isPart)
    this.#searched = total
    if (match === TIMED_OUT) return undefined
    if (match) return { match, mayGrow: match.index + match[0].length === text.length }
    const rest = this.#span.begin && text.slice(Math.max(0, this.#span.begin(text)))
    if (rest !== undefined) {
      this.#text.forget(Math.max(dropped, total - Buffer.byteLength(rest) - MARGIN))
    }
    return undefined
  }

  #exec(text: string, from: number): ReturnType<typeof execWithin> {
    if (!this.#span.isSwift) return execWithin(this.#pattern, text, from)
    this.#pattern.lastIndex = from
    return this.#pattern.exec(text)
  }

  #plan(isTimedOut: boolean, isPart: boolean): void {
    const took = this.#took
    const isCheap = !isTimedOut && took < CHEAP
    const reach = this.#reach
    if (isTimedOut) this.#reach = Math.max(LEAST_REACH, reach / 4)
    else if (isPart && isCheap) this.#reach = Math.min(REACH, reach * 2)
    this.#again = this.#reach !== reach
    const pause = took < INSTANT ? 0 : took * (isTimedOut && this.#again ? 1 : PAUSE)
    this.#nextAt = now() + pause
  }
}

const TIMED_OUT = Symbol('timed out')

interface Search {
  readonly pattern: RegExp
  readonly text: string
}

let sandbox: { readonly context: Context; readonly script: Script } | undefined
let current: Search | undefined

/** As `exec()`, from an index on, for no longer than the limit. */
function execWithin(
  pattern: RegExp,
  text: string,
  from: number,
): RegExpExecArray | null | typeof TIMED_OUT {
  pattern.lastIndex = from
  if (text.length - from < SHORT) return pattern.exec(text)
  // Of what Node has, only this ends an expression that is at work.
  sandbox ??= {
    context: createContext({ search: () => current?.pattern.exec(current.text) }),
    script: new Script('search()'),
  }
  const { context, script } = sandbox
  current = { pattern, text }
  try {
    return script.runInContext(context, { timeout: LIMIT }) as RegExpExecArray | null
  } catch (error) {
    if (codeOf(error) !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    return TIMED_OUT
  } finally {
    current = undefined
  }
}
