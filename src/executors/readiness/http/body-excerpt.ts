import { TextDecoder } from 'node:util'
import { Buffer } from 'node:buffer'
import { settledWithin } from '../../runtime/clock.ts'

/** Milliseconds to read a body for an excerpt. */
const PATIENCE = 100
/** Bytes to read for an excerpt. */
const SAMPLE_SIZE = 16 * 1024
/** Bytes to read for the `where` option. */
const MAX_BODY = 1024 * 1024
/** Characters of an excerpt. */
const MAX_SHOWN = 160

type Body = AsyncIterable<Uint8Array>
type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>

/** The body, up to a mebibyte. @throws when the connection breaks */
export async function bodyOf(body: Body, headers: ResponseHeaders): Promise<string> {
  const chunks: Uint8Array[] = []
  await read(body, MAX_BODY, chunks)
  return textOf(chunks, headers)
}

/** The beginning of a body, as far as it arrives in time. */
export async function beginningOf(body: Body, headers: ResponseHeaders): Promise<string> {
  const chunks: Uint8Array[] = []
  await settledWithin(PATIENCE, read(body, SAMPLE_SIZE, chunks))
  return textOf(chunks, headers)
}

async function read(body: Body, limit: number, chunks: Uint8Array[]): Promise<void> {
  let left = limit
  for await (const chunk of body) {
    chunks.push(chunk.subarray(0, left))
    left -= chunk.length
    if (left <= 0) return
  }
}

async function textOf(chunks: readonly Uint8Array[], headers: ResponseHeaders): Promise<string> {
  const bytes = await decompressed(Buffer.concat(chunks), headers['content-encoding'])
  return decoderFor(headers['content-type']).decode(bytes)
}

/** Some servers compress responses without being asked. An unreadable body stays as it is. */
async function decompressed(bytes: Buffer, encoding: unknown): Promise<Buffer> {
  if (typeof encoding !== 'string' || bytes.length === 0) return bytes
  const zlib = await import('node:zlib')
  const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = zlib.constants
  // A sync flush accepts truncated data.
  const limits = { finishFlush: Z_SYNC_FLUSH, maxOutputLength: MAX_BODY }
  try {
    if (/^(?:x-)?gzip$|^deflate$/i.test(encoding)) return zlib.unzipSync(bytes, limits)
    if (!/^br$/i.test(encoding)) return bytes
    return zlib.brotliDecompressSync(bytes, { ...limits, finishFlush: BROTLI_OPERATION_FLUSH })
  } catch {
    return bytes
  }
}

/** The charset of the content type, or UTF-8. */
function decoderFor(type: unknown): InstanceType<typeof TextDecoder> {
  const charset = /charset="?([\w.:-]+)/i.exec(String(type))?.[1]
  try {
    return new TextDecoder(charset)
  } catch {
    return new TextDecoder()
  }
}

/** A body in one line after a colon, without HTML tags: `: Cannot GET /healthz`. */
export function excerpt(body: string): string {
  const text = withoutTags(body)
    .replaceAll(/[\s\0]+/g, ' ')
    .trim()
  if (text === '') return ''
  return `: ${text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text}`
}

/** Runs in linear time, even for a page of unclosed tags. */
function withoutTags(body: string): string {
  const hidden = /<(style|script)\b/gi
  const lower = body.toLowerCase()
  let text = ''
  let from = 0
  for (let tag; (tag = hidden.exec(body)); hidden.lastIndex = from) {
    text += body.slice(from, tag.index)
    const end = lower.indexOf(`</${tag[1]?.toLowerCase()}>`, tag.index)
    if (end === -1) return text
    from = end
  }
  return (text + body.slice(from)).replaceAll(/<[a-z!/][^<>]*>/gi, ' ')
}
