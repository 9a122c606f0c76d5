import { createContext, Script, type Context } from 'node:vm'
import { codeOf } from '../caught-error.ts'
import { now } from '../clock.ts'
import type { Span } from './span.ts'

/** How far back a match may begin, in characters: all that is kept of an output. */
const REACH = 1024 * 1024

/** What is left of that where an expression takes too long over more. */
const LEAST_REACH = 16 * 1024

/** So much that was not searched yet ends a pause, lest more of it is kept. */
const FRESH = REACH
/** The same where what was searched need not be kept. */
const FRESH_ALONE = REACH / 8

/** So much is kept at most: an expression that takes long cannot keep up with a flood. */
const KEPT = 4 * REACH

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
  #text = ''
  /** Whether the text is not the beginning any more. */
  #isCut = false
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
    this.#text += text
    if (this.#text.length > KEPT) this.#keep(2 * REACH)
  }

  /** Milliseconds until it is to be searched; nothing where there is no reason for that. */
  get dueIn(): number | undefined {
    const fresh = this.#text.length - this.#searched
    if (fresh === 0 && !this.#again) return undefined
    const most = this.#span.begin ? FRESH_ALONE : FRESH
    const isUrgent = fresh >= most && this.#took < SLOW
    return isUrgent ? 0 : Math.max(0, this.#nextAt - now())
  }

  search(): Found | undefined {
    const text = this.#text
    const oldest = Math.max(this.#searched - this.#reach, text.length - this.#reach - FRESH)
    const affordable = this.#reach === REACH ? oldest : text.length - 2 * this.#reach
    const from = Math.max(this.#isCut ? 1 : 0, oldest, affordable)
    const begun = now()
    const match = this.#exec(from)
    this.#took = now() - begun
    this.#plan(match === TIMED_OUT, from > 1)
    this.#searched = text.length
    if (text.length > 2 * REACH) this.#keep(REACH)
    if (match === TIMED_OUT) return undefined
    if (!match) return this.#forget()
    return { match, mayGrow: match.index + match[0].length === text.length }
  }

  #exec(from: number): ReturnType<typeof execWithin> {
    if (!this.#span.isSwift) return execWithin(this.#pattern, this.#text, from)
    this.#pattern.lastIndex = from
    return this.#pattern.exec(this.#text)
  }

  /** Of what was searched in vain, that in which no match can begin. */
  #forget(): undefined {
    const begin = this.#span.begin?.(this.#text) ?? 0
    if (begin > 1) this.#keep(this.#text.length - begin)
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

  /** Forgets the beginning, seldom: that copies the rest. */
  #keep(length: number): void {
    // A character more, so that `^` does not take the rest for the beginning.
    const forgotten = this.#text.length - length - 1
    this.#text = this.#text.slice(forgotten)
    this.#searched = Math.max(0, this.#searched - forgotten)
    this.#isCut = true
  }
}

const TIMED_OUT = Symbol('timed out')

let sandbox: { readonly context: Context; readonly script: Script } | undefined

/** As `exec()`, from an index on, for no longer than the limit. */
function execWithin(
  pattern: RegExp,
  text: string,
  from: number,
): RegExpExecArray | null | typeof TIMED_OUT {
  pattern.lastIndex = from
  if (text.length - from < SHORT) return pattern.exec(text)
  // Of what Node has, only this ends an expression that is at work.
  sandbox ??= { context: createContext({}), script: new Script('search()') }
  const { context, script } = sandbox
  context['search'] = () => pattern.exec(text)
  try {
    return script.runInContext(context, { timeout: LIMIT }) as RegExpExecArray | null
  } catch (error) {
    if (codeOf(error) !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    return TIMED_OUT
  } finally {
    context['search'] = undefined
  }
}
