import { Buffer } from 'node:buffer'
import type { StreamChoice, StreamName } from './streams.ts'

/** The smallest block to allocate, in bytes. */
const MIN_BLOCK = 4 * 1024

/**
 * The newest output of two streams, in order of arrival, up to a number of bytes. All of it is in one reusable
 * block, because long-lived strings take several times their size until they are collected.
 */
export class History {
  readonly #limit: number
  #block = Buffer.alloc(0)
  /** The position of the block's first byte in the whole output. */
  #blockBegin = 0
  #total = 0
  /** Nothing before this position is kept. */
  #forgotten = 0
  /** The end of each run of one stream, as numbers to save memory. See `packed()`. */
  #runs: number[] = []
  /** Runs before this index are dropped, but still in the array. */
  #first = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** The number of bytes ever added. */
  get total(): number {
    return this.#total
  }

  /** The number of bytes that are no longer kept. */
  get dropped(): number {
    return Math.max(this.#forgotten, this.#total - this.#limit)
  }

  /** @param bytes whole UTF-8 characters */
  add(bytes: Uint8Array, stream: StreamName): void {
    const skipped = Math.max(0, bytes.length - this.#limit)
    this.#total += skipped
    const kept = bytes.subarray(skipped)
    this.#makeRoom(kept.length)
    this.#block.set(kept, this.#total - this.#blockBegin)
    this.#total += kept.length
    this.#addRun(stream)
  }

  /** Allows dropping everything before a position. */
  forget(position: number): void {
    this.#forgotten = position
  }

  /** The kept text of a stream, from a position in the whole output on. */
  text(stream: StreamChoice, since = 0): string {
    const begin = this.#characterAt(Math.max(since, this.dropped))
    if (stream === 'both') return this.#decoded(begin, this.#total)
    const texts: string[] = []
    let from = begin
    for (let index = this.#first; index < this.#runs.length; index++) {
      const run = this.#runs[index] ?? 0
      const end = endOf(run)
      if (end <= from) continue
      if (run === packed(end, stream)) texts.push(this.#decoded(from, end))
      from = end
    }
    return texts.join('')
  }

  /** Moves the kept bytes to the start of the block, which grows only up to a multiple of the limit. */
  #makeRoom(length: number): void {
    if (this.#total - this.#blockBegin + length <= this.#block.length) return
    const begin = Math.max(this.#forgotten, this.#total + length - this.#limit)
    const kept = this.#block.subarray(begin - this.#blockBegin, this.#total - this.#blockBegin)
    const wanted = kept.length + length
    const size = Math.min(1.25 * this.#limit, Math.max(MIN_BLOCK, 2 * wanted))
    if (size > this.#block.length) this.#block = Buffer.concat([kept], Math.ceil(size))
    else this.#block.set(kept)
    this.#blockBegin = begin
  }

  #addRun(stream: StreamName): void {
    const last = this.#runs.at(-1)
    const isSame = last !== undefined && last === packed(endOf(last), stream)
    if (isSame) this.#runs.pop()
    this.#runs.push(packed(this.#total, stream))
    while (endOf(this.#runs[this.#first] ?? Infinity) <= this.dropped) this.#first++
    if (this.#first > 1024 && this.#first * 2 > this.#runs.length) {
      this.#runs = this.#runs.slice(this.#first)
      this.#first = 0
    }
  }

  /** The start of the first whole character at a position or after it. */
  #characterAt(position: number): number {
    if (position === 0) return position
    let at = position
    const isCut = (): boolean => ((this.#block[at - this.#blockBegin] ?? 0) & 0xc0) === 0x80
    while (at < position + 3 && isCut()) at++
    return at
  }

  #decoded(begin: number, end: number): string {
    return this.#block.toString('utf8', begin - this.#blockBegin, end - this.#blockBegin)
  }
}

/** Packs the end of a run and its stream into one number. */
function packed(end: number, stream: StreamName): number {
  return end * 2 + (stream === 'stdout' ? 0 : 1)
}

function endOf(run: number): number {
  return Math.floor(run / 2)
}
