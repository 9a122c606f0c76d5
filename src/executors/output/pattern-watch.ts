import { ControlSequenceFilter } from '../../control-sequences.ts'
import { setTimer } from '../runtime/clock.ts'
import type { StreamName } from './streams.ts'
import { spanOf, type Span } from './span.ts'
import { TextSearch } from './text-search.ts'

/** What was found, and the named groups of the expression. */
export interface PatternMatch {
  /** The text that matched. */
  readonly text: string
  /** The named groups of the expression; none of a text. */
  readonly groups: Readonly<Record<string, string>>
}

/** Milliseconds in which the rest of what was cut off by the end of a piece has to come. */
const GRACE = 25

/** One stream, as it is searched. */
interface StreamBuffer {
  readonly filter: ControlSequenceFilter
  readonly search: TextSearch
  /** A match at the very end, which may become a longer one. */
  growing: PatternMatch | undefined
  /** Cancel timers. */
  cancelGrace: () => void
  stopPausing: () => void
}

const nothing = (): void => {}

/** Searches the output of a process for a pattern, across any chunking, without control sequences. */
export class PatternWatch implements Disposable {
  readonly #pattern: RegExp
  readonly #span: Span
  readonly #onDispose: () => void
  readonly #buffers = new Map<StreamName, StreamBuffer>()
  readonly #listeners = new Set<(match: PatternMatch) => void>()
  #match: PatternMatch | undefined
  /** Whether a match at the very end may become a longer one. */
  readonly #mayExtend: boolean

  constructor(pattern: string | RegExp, onDispose: () => void) {
    const source = typeof pattern === 'string' ? escapeRegExp(pattern) : pattern.source
    const flags = typeof pattern === 'string' ? '' : pattern.flags.replace(/[gy]/g, '')
    this.#pattern = new RegExp(source, `${flags}g`)
    this.#span = spanOf(pattern)
    this.#mayExtend = typeof pattern !== 'string'
    this.#onDispose = onDispose
  }

  /** The first match, once there is one. */
  get match(): PatternMatch | undefined {
    return this.#match
  }

  /** Calls back at the first match, if that is still to come. Returns the way to stop that. */
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
        ignore()
        reject(signal.reason as Error)
      }
      const ignore = this.onMatch((match) => {
        signal.removeEventListener('abort', abort)
        resolve(match)
      })
      signal.addEventListener('abort', abort, { once: true })
    })
  }

  feed(piece: string, stream: StreamName): void {
    if (this.#match || piece === '') return
    const buffer = this.#tape(stream)
    buffer.search.add(buffer.filter.add(piece))
    this.#searchWhenDue(buffer)
  }

  /** No more is to come: what could have grown is the match. */
  end(): void {
    for (const buffer of this.#buffers.values()) if (!this.#match) this.#conclude(buffer)
  }

  [Symbol.dispose](): void {
    for (const { cancelGrace: stopWaiting, stopPausing } of this.#buffers.values()) {
      stopWaiting()
      stopPausing()
    }
    this.#onDispose()
  }

  #tape(stream: StreamName): StreamBuffer {
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
    // What grows without pause is a match, too.
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
    // The text may go on in the next piece: `port 80`, `80`.
    if (this.#mayExtend && found.mayGrow) buffer.growing = match
    else this.#settle(match)
  }

  /** Nothing has come for a while. */
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
