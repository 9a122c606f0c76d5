import { within } from '../clock.ts'

/** Milliseconds for a body that is only to be shown. */
const PATIENCE = 100
/** Bytes of a body that is only to be shown. */
const SAMPLE = 16 * 1024
/** Bytes of a body that is to be judged. */
const JUDGED = 1024 * 1024
const SHOWN = 160

/** The body, of one that does not end its beginning: a mebibyte. */
export async function bodyOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const reader = new BodyReader(JUDGED)
  await reader.read(body)
  return reader.text
}

/** The beginning of a body, or what has come of it in time. */
export async function beginningOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const reader = new BodyReader(SAMPLE)
  await within(PATIENCE, reader.read(body))
  return reader.text
}

class BodyReader {
  text = ''
  readonly #limit: number
  readonly #decoder = new TextDecoder()

  constructor(limit: number) {
    this.#limit = limit
  }

  async read(body: AsyncIterable<Uint8Array>): Promise<void> {
    let left = this.#limit
    for await (const chunk of body) {
      this.text += this.#decoder.decode(chunk.subarray(0, left), { stream: true })
      left -= chunk.length
      if (left <= 0) return
    }
  }
}

/** A body in one line, after a colon, without the tags of HTML: `: Cannot GET /healthz`. */
export function excerpt(body: string): string {
  const text = withoutTags(body)
    .replaceAll(/[\s\0]+/g, ' ')
    .trim()
  if (text === '') return ''
  return `: ${text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}`
}

/** Each character is looked at about once: a page of tags that are never closed must not take seconds. */
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
