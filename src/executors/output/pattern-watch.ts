import { ControlSequenceFilter } from '../../control-sequences.ts'
import { setTimer } from '../runtime/clock.ts'
import type { StreamName } from './streams.ts'
import { spanOf, type Span } from './span.ts'
import { TextSearch } from './text-search.ts'

/** A match, with the named groups of the expression. */
export interface PatternMatch {
  /** The text that matched. */
  readonly text: string
  /** The named groups of the expression. Empty if the pattern is a string. */
  readonly groups: Readonly<Record<string, string>>
}

/** Milliseconds to wait for the rest of a match or sequence at the end of a chunk. */
const GRACE = 25

/** The search state of one stream. */
interface StreamBuffer {
  readonly filter: ControlSequenceFilter
  readonly search: TextSearch
  /** A match at the very end of the text, which more text may extend. */
  growing: PatternMatch | undefined
  cancelGrace: () => void
  stopPausing: () => void
}

const nothing = (): void => {}

/** Searches the output of a process for a pattern, across chunks and ignoring control sequences. */
export class PatternWatch implements Disposable {
  readonly #pattern: RegExp
  readonly #span: Span
  readonly #onDispose: () => void
  readonly #buffers = new Map<StreamName, StreamBuffer>()
  readonly #listeners = new Set<(match: PatternMatch) => void>()
  #match: PatternMatch | undefined
  /** Whether more text can extend a match. */
  readonly #mayExtend: boolean

  constructor(pattern: string | RegExp, onDispose: () => void) {
    const source = typeof pattern === 'string' ? escapeRegExp(pattern) : pattern.source
    const flags = typeof pattern === 'string' ? '' : pattern.flags.replace(/[gy]/g, '')
    this.#pattern = new RegExp(source, `${flags}g`)
    this.#span = spanOf(pattern)
    this.#mayExtend = typeof pattern !== 'string'
    this.#onDispose = onDispose
  }

  /** The first match so far. */
  get match(): PatternMatch | undefined {
    return this.#match
  }

  /** Calls back on the first match, unless it already happened. Returns a function that removes the listener. */
  onMatch(listener: (match: PatternMatch) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Resolves with the first match. @throws the signal's reason */
  async matched(signal: AbortSignal): Promise<PatternMatch> {
    if (this.#match) return this.#match
    signal.throwIfAborted()
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        unsubscribe()
        reject(signal.reason as Error)
      }
      const unsubscribe = this.onMatch((match) => {
        signal.removeEventListener('abort', abort)
        resolve(match)
      })
      signal.addEventListener('abort', abort, { once: true })
    })
  }

  feed(piece: string, stream: StreamName): void {
    if (this.#match || piece === '') return
    const buffer = this.#bufferOf(stream)
    buffer.search.add(buffer.filter.add(piece))
    this.#searchWhenDue(buffer)
  }

  /** The output has ended, so a growing match is final. */
  end(): void {
    for (const buffer of this.#buffers.values()) if (!this.#match) this.#conclude(buffer)
  }

  [Symbol.dispose](): void {
    for (const { cancelGrace, stopPausing } of this.#buffers.values()) {
      cancelGrace()
      stopPausing()
    }
    this.#onDispose()
  }

  #bufferOf(stream: StreamName): StreamBuffer {
    const known = this.#buffers.get(stream)
    if (known) return known
    const buffer: StreamBuffer = {
      filter: new ControlSequenceFilter(),
      search: new TextSearch(this.#pattern, this.#span),
      growing: undefined,
      cancelGrace: nothing,
      stopPausing: nothing,
    }
    this.#buffers.set(stream, buffer)
    return buffer
  }

  #searchWhenDue(buffer: StreamBuffer): void {
    const wasGrowing = buffer.growing !== undefined
    buffer.stopPausing()
    if (buffer.search.dueIn === 0) this.#search(buffer)
    if (this.#match) return
    const { dueIn } = buffer.search
    if (dueIn !== undefined) {
      buffer.stopPausing = setTimer(Math.max(dueIn, 1), () => this.#searchWhenDue(buffer))
    }
    // Do not restart the grace period for a match that keeps growing.
    if (wasGrowing && buffer.growing) return
    buffer.cancelGrace()
    if (buffer.growing || buffer.filter.isHolding) {
      buffer.cancelGrace = setTimer(GRACE, () => this.#conclude(buffer))
    }
  }

  #search(buffer: StreamBuffer): void {
    const found = buffer.search.search()
    buffer.growing = undefined
    if (!found) return
    const match = { text: found.match[0], groups: { ...found.match.groups } }
    // The next chunk may continue the text: `port 80`, `80`.
    if (this.#mayExtend && found.mayGrow) buffer.growing = match
    else this.#settle(match)
  }

  /** Called when no more output came in time. */
  #conclude(buffer: StreamBuffer): void {
    buffer.search.add(buffer.filter.release())
    if (buffer.search.dueIn !== undefined) this.#search(buffer)
    if (buffer.growing && !this.#match) this.#settle(buffer.growing)
  }

  #settle(match: PatternMatch): void {
    this.#match = match
    this[Symbol.dispose]()
    for (const listener of this.#listeners) listener(match)
    this.#listeners.clear()
  }
}

export function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
}
