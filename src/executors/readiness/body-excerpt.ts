import { within } from '../clock.ts'

/** Milliseconds for a body that is only to be shown. */
const PATIENCE = 100
const ENOUGH = 4_096
const SHOWN = 160

/** The beginning of a body, of one that may never end. */
export async function beginningOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  const read = async (): Promise<void> => {
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true })
      if (text.length >= ENOUGH) return
    }
  }
  await within(PATIENCE, read())
  return text
}

/** A body in one line, after a colon, without the tags of HTML: `: Cannot GET /healthz`. */
export function excerpt(body: string): string {
  const text = body
    .replaceAll(/<(style|script)\b.*?<\/\1>/gis, ' ')
    .replaceAll(/<[a-z!/][^>]*>/gi, ' ')
    .replaceAll(/[\s\0]+/g, ' ')
    .trim()
  if (text === '') return ''
  return `: ${text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}`
}
