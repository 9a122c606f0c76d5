import { Buffer } from 'node:buffer'
import { createContext, Script, type Context } from 'node:vm'
import { codeOf } from '../runtime/caught-error.ts'
import { now } from '../runtime/clock.ts'
import { process } from '../runtime/host.ts'
import { History } from './history.ts'
import type { Span } from './span.ts'

// Sizes are in bytes, times in milliseconds.

/** The distance from the end at which a match may begin: the whole kept output. */
const REACH = 1024 * 1024
/** The lower limit of the reach, for slow expressions. */
const MIN_REACH = 16 * 1024

/** The amount of unsearched text that ends a pause, to bound memory. */
const MAX_UNSEARCHED = REACH
/** The same for patterns that do not need the searched text again. */
const MAX_UNSEARCHED_ALONE = REACH / 8

/** The memory limit. A slow expression cannot keep up with a flood of output. */
const MAX_KEPT = REACH + MAX_UNSEARCHED

/** At least one character before the searched part, so that `^` does not match at its start. */
const MARGIN = 4

/** The time limit of one search, which blocks the thread. */
const LIMIT = 200
/** Slower searches keep their pause even during a flood. */
const SLOW = LIMIT / 4
/** Faster searches may double their reach, which can take four times as long. */
const CHEAP = LIMIT / 8
/** Faster searches run on every chunk. */
const INSTANT = 0.2

/** The ratio of a pause to the search before it, which leaves most of the time to the tests. */
const PAUSE = 9

/** A search in shorter text runs without a time limit, whose overhead would dominate. */
const SHORT = 4 * 1024

interface Found {
  readonly match: RegExpExecArray
  /** Whether more text can extend the match. */
  readonly mayGrow: boolean
}

/**
 * Searches a growing text for an expression. Slow searches run less often. An expression that exceeds the time
 * limit is searched for only in the newest part of the text.
 */
export class TextSearch {
  readonly #pattern: RegExp
  readonly #span: Span
  readonly #text = new History(MAX_KEPT)
  /** The end of the searched part. */
  #searched = 0
  #reach = REACH
  /** Whether the reach changed, so that the same text is worth another search. */
  #again = false
  #took = 0
  /** The earliest time of the next search, see `now()`. */
  #nextAt = 0

  /** @param pattern with the global flag */
  constructor(pattern: RegExp, span: Span) {
    this.#pattern = pattern
    this.#span = span
  }

  add(text: string): void {
    this.#text.add(Buffer.from(text), 'stdout')
  }

  /** Milliseconds until the next search is due. Undefined if there is nothing new to search. */
  get dueIn(): number | undefined {
    const unsearched = this.#text.total - this.#searched
    if (unsearched === 0 && !this.#again) return undefined
    const limit = this.#span.begin ? MAX_UNSEARCHED_ALONE : MAX_UNSEARCHED
    const isUrgent = unsearched >= limit && (this.#span.isLinear || this.#took < SLOW)
    return isUrgent ? 0 : Math.max(0, this.#nextAt - now())
  }

  search(): Found | undefined {
    const { total, dropped } = this.#text
    const oldest = Math.max(this.#searched - this.#reach, total - this.#reach - MAX_UNSEARCHED)
    const affordable = this.#reach === REACH ? oldest : total - 2 * this.#reach
    const from = Math.max(oldest, affordable, dropped + MARGIN) - MARGIN
    const isPart = from > 0
    const text = this.#text.text('both', Math.max(0, from))
    const startedAt = now()
    const used = process.cpuUsage()
    const match = this.#exec(text, isPart ? 1 : 0)
    // On a busy machine other programs run meanwhile, and in this process other threads.
    this.#took = Math.min(now() - startedAt, milliseconds(process.cpuUsage(used)))
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
    if (!this.#span.isLinear) return execWithin(this.#pattern, text, from)
    this.#pattern.lastIndex = from
    return this.#pattern.exec(text)
  }

  #plan(isTimedOut: boolean, isPart: boolean): void {
    const took = this.#took
    const isCheap = !isTimedOut && took < CHEAP
    const reach = this.#reach
    if (isTimedOut) this.#reach = Math.max(MIN_REACH, reach / 4)
    else if (isPart && isCheap) this.#reach = Math.min(REACH, reach * 2)
    this.#again = this.#reach !== reach
    const pause = took < INSTANT ? 0 : took * (isTimedOut && this.#again ? 1 : PAUSE)
    this.#nextAt = now() + pause
  }
}

function milliseconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1_000
}

const TIMED_OUT = Symbol('timed out')

interface Search {
  readonly pattern: RegExp
  readonly text: string
}

let sandbox: { readonly context: Context; readonly script: Script } | undefined
let current: Search | undefined

/** Like `exec()`, but from an index on and with a time limit. */
function execWithin(
  pattern: RegExp,
  text: string,
  from: number,
): RegExpExecArray | null | typeof TIMED_OUT {
  pattern.lastIndex = from
  if (text.length - from < SHORT) return pattern.exec(text)
  // In Node, only a vm script with a timeout can interrupt a running expression.
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
