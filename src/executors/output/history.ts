import { detached } from './detached.ts'
import type { StreamChoice, StreamName } from './output.ts'

/** Shorter pieces are put together: each takes memory besides its text. */
const SHORT = 4 * 1024

interface Piece {
  readonly text: string
  readonly stream: StreamName
  /** Put together of several. */
  readonly isJoined?: boolean
}

/** The newest pieces of text, up to so many characters. */
export class History {
  readonly #limit: number
  #pieces: Piece[] = []
  /** Pieces before this index are dropped, but not yet cut off. */
  #first = 0
  #total = 0
  #dropped = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** How many characters were ever added. */
  get total(): number {
    return this.#total
  }

  /** How many of them are not kept any more. */
  get dropped(): number {
    return this.#dropped
  }

  add(text: string, stream: StreamName): void {
    this.#append(text, stream)
    this.#total += text.length
    while (this.#total - this.#dropped > this.#limit) this.#dropOldest()
    if (this.#first > 1024 && this.#first * 2 > this.#pieces.length) {
      this.#pieces = this.#pieces.slice(this.#first)
      this.#first = 0
    }
  }

  /** What is kept of a stream, from a position in the total on. */
  text(stream: StreamChoice, since = 0): string {
    const texts: string[] = []
    let position = this.#dropped
    for (let index = this.#first; index < this.#pieces.length; index++) {
      const piece = this.#pieces[index]
      if (!piece) break
      if (stream === 'both' || piece.stream === stream) {
        texts.push(piece.text.slice(Math.max(0, since - position)))
      }
      position += piece.text.length
    }
    return texts.join('')
  }

  #append(text: string, stream: StreamName): void {
    const end = this.#pieces.length - 1
    const last = end >= this.#first ? this.#pieces[end] : undefined
    if (last?.stream === stream && last.text.length + text.length <= SHORT) {
      this.#pieces[end] = { text: last.text + text, stream, isJoined: true }
      return
    }
    if (last?.isJoined) this.#pieces[end] = { text: detached(last.text), stream: last.stream }
    this.#pieces.push({ text, stream })
  }

  /** A single piece that exceeds the limit loses its beginning. */
  #dropOldest(): void {
    const oldest = this.#pieces[this.#first]
    if (!oldest) return
    const excess = Math.min(oldest.text.length, this.#total - this.#dropped - this.#limit)
    this.#dropped += excess
    if (excess === oldest.text.length) this.#pieces[this.#first++] = DROPPED
    else this.#pieces[this.#first] = { ...oldest, text: oldest.text.slice(excess) }
  }
}

/** Stands for a dropped piece until its place is cut off, so that its text is free at once. */
const DROPPED: Piece = { text: '', stream: 'stdout' }
