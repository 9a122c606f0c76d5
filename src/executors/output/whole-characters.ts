import { Buffer } from 'node:buffer'

/** Splits chunks that were cut anywhere into whole UTF-8 characters. */
export class WholeCharacters {
  /** The start of an incomplete character, at most three bytes. */
  #rest = Buffer.alloc(0)

  add(piece: Buffer): Buffer {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece])
    const end = endOfWhole(bytes)
    this.#rest = Buffer.from(bytes.subarray(end))
    return bytes.subarray(0, end)
  }

  /** Returns the bytes of an incomplete last character. */
  end(): Buffer {
    const rest = this.#rest
    this.#rest = Buffer.alloc(0)
    return rest
  }
}

/** The end of the last whole character. */
export function endOfWhole(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    const isFirst = (byte & 0xc0) !== 0x80
    if (isFirst) return bytes.length - (sizeOf(byte) > back ? back : 0)
  }
  return bytes.length
}

/** The size of the character that begins with this byte. */
function sizeOf(first: number): number {
  if (first < 0xc0) return 1
  if (first < 0xe0) return 2
  return first < 0xf0 ? 3 : 4
}
