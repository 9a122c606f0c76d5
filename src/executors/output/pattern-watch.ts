import { stripVTControlCharacters } from 'node:util'
import { after } from '../clock.ts'
import type { StreamName } from './output.ts'

/** What was found, and the named groups of the expression. */
export interface PatternMatch {
  /** The text that matched. */
  readonly text: string
  /** The named groups of the expression; none of a text. */
  readonly groups: Readonly<Record<string, string>>
}

/** How much text before a new piece may still be part of a match: its length is bounded by this. */
const OVERLAP = 16 * 1024

/** A control sequence (ECMA-48) whose end has not come yet. */
const UNFINISHED_SEQUENCE = /\u001B(?:\[[0-?]*[ -/]*|\][^\u0007\u001B]*)?$/

/** Milliseconds in which the rest of a match that was cut off by the end of a piece has to come. */
const GRACE = 25

/** What is longer than this, without an end, is no control sequence. */
const LONGEST_SEQUENCE = 1024

interface Tape {
  /** The end of what was seen, without control sequences. */
  seen: string
  /** Whether `seen` is not the beginning any more. */
  cut: boolean
  unfinished: string
}

/** Searches a growing text for a pattern, across any chunking, reading each character about once. */
export class PatternWatch implements Disposable {
  readonly #pattern: RegExp
  readonly #onDispose: () => void
  readonly #tapes = new Map<StreamName, Tape>()
  readonly #waiting = new Set<(match: PatternMatch) => void>()
  #match: PatternMatch | undefined
  /** Whether a match at the very end may become a longer one. */
  readonly #isOpen: boolean
  #growing: PatternMatch | undefined
  #stopWaiting = (): void => {}

  constructor(pattern: string | RegExp, onDispose: () => void) {
    const source = typeof pattern === 'string' ? escapeRegExp(pattern) : pattern.source
    const flags = typeof pattern === 'string' ? '' : pattern.flags.replace(/[gy]/g, '')
    this.#pattern = new RegExp(source, `${flags}g`)
    this.#isOpen = typeof pattern !== 'string'
    this.#onDispose = onDispose
  }

  /** The first match, once there is one. */
  get match(): PatternMatch | undefined {
    return this.#match
  }

  /** Resolves with the first match. @throws the signal's reason */
  async matched(signal: AbortSignal): Promise<PatternMatch> {
    if (this.#match) return this.#match
    signal.throwIfAborted()
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#waiting.delete(found)
        reject(signal.reason as Error)
      }
      const found = (match: PatternMatch): void => {
        signal.removeEventListener('abort', abort)
        resolve(match)
      }
      this.#waiting.add(found)
      signal.addEventListener('abort', abort, { once: true })
    })
  }

  feed(text: string, stream: StreamName): void {
    if (this.#match || text === '') return
    const tape = this.#tape(stream)
    const raw = tape.unfinished + text
    const unfinished = UNFINISHED_SEQUENCE.exec(raw.slice(-LONGEST_SEQUENCE))?.[0] ?? ''
    const complete = raw.slice(0, raw.length - unfinished.length)
    tape.unfinished = unfinished

    const from = Math.max(tape.cut ? 1 : 0, tape.seen.length - OVERLAP)
    tape.seen += stripVTControlCharacters(complete)
    this.#pattern.lastIndex = from
    const found = this.#pattern.exec(tape.seen)
    if (found) {
      const match = { text: found[0], groups: { ...found.groups } }
      const mayGrow = this.#isOpen && found.index + found[0].length === tape.seen.length
      if (mayGrow) this.#settleSoon(match)
      else this.#settle(match)
    }
    if (tape.seen.length > 4 * OVERLAP) {
      tape.seen = tape.seen.slice(-OVERLAP - 1)
      tape.cut = true
    }
  }

  /** No more is to come: what could have grown is the match. */
  end(): void {
    if (this.#growing && !this.#match) this.#settle(this.#growing)
  }

  [Symbol.dispose](): void {
    this.#stopWaiting()
    this.#onDispose()
  }

  #tape(stream: StreamName): Tape {
    const tape = this.#tapes.get(stream) ?? { seen: '', cut: false, unfinished: '' }
    this.#tapes.set(stream, tape)
    return tape
  }

  /** The text may go on in the next piece: `port 80`, `80`. */
  #settleSoon(match: PatternMatch): void {
    if (!this.#growing) this.#stopWaiting = after(GRACE, () => this.end())
    this.#growing = match
  }

  #settle(match: PatternMatch): void {
    this.#match = match
    for (const found of this.#waiting) found(match)
    this.#waiting.clear()
    this[Symbol.dispose]()
  }
}

export function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
}
