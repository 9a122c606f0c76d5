import type { StreamChoice, StreamName } from './streams.ts'

/** The least room that is made. */
const LEAST = 4 * 1024

/**
 * The newest of what two streams have printed, in the order in which it came, up to so many bytes. They are
 * in one block that is written over: strings that live for a while cost several times their size before
 * they are collected.
 */
export class History {
  readonly #limit: number
  #block = Buffer.alloc(0)
  /** The position of the block's first byte in all that was ever added. */
  #blockBegin = 0
  #total = 0
  /** Before this position, nothing is kept. */
  #forgotten = 0
  /** Where each run of one stream ends: numbers, since there may be very many. See `packed()`. */
  #runs: number[] = []
  /** Runs before this index are dropped, but not yet cut off. */
  #first = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** How many bytes were ever added. */
  get total(): number {
    return this.#total
  }

  /** How many of them are not kept any more. */
  get dropped(): number {
    return Math.max(this.#forgotten, this.#total - this.#limit)
  }

  /** @param bytes whole characters, as UTF-8 */
  add(bytes: Uint8Array, stream: StreamName): void {
    const skipped = Math.max(0, bytes.length - this.#limit)
    this.#total += skipped
    const kept = bytes.subarray(skipped)
    this.#makeRoom(kept.length)
    this.#block.set(kept, this.#total - this.#blockBegin)
    this.#total += kept.length
    this.#addRun(stream)
  }

  /** What comes before a position need not be kept. */
  forget(position: number): void {
    this.#forgotten = position
  }

  /** What is kept of a stream, from a position in the total on. */
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

  /** Beginning with what is kept still. A flood has it moved within the block again and again. */
  #makeRoom(length: number): void {
    if (this.#total - this.#blockBegin + length <= this.#block.length) return
    const begin = Math.max(this.#forgotten, this.#total + length - this.#limit)
    const kept = this.#block.subarray(begin - this.#blockBegin, this.#total - this.#blockBegin)
    const wanted = kept.length + length
    const size = Math.min(1.25 * this.#limit, Math.max(LEAST, 2 * wanted))
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

  /** The first character that begins there or later. */
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

/** The end of a run and its stream in one number. */
function packed(end: number, stream: StreamName): number {
  return end * 2 + (stream === 'stdout' ? 0 : 1)
}

function endOf(run: number): number {
  return Math.floor(run / 2)
}
