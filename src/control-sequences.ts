/*
 * Control functions by the grammar of ECMA-48, in their 7-bit form (an escape and a character) and their 8-bit
 * form (C1). `stripVTControlCharacters` of Node handles fewer of them, and none that is split across chunks.
 */
const ESCAPE = '\u001B'

/** The content of a control string. CAN, SUB and any other control function end it, as on terminals. */
const CONTENT = String.raw`[^\u0018\u001A\u001B\u0080-\u009F]*`
const CONTENT_OF_OSC = String.raw`[^\u0007\u0018\u001A\u001B\u0080-\u009F]*`
const OSC = String.raw`(?:\u001B\]|\u009D)`
/** DCS, SOS, PM and APC. */
const OTHER_STRING = String.raw`(?:\u001B[PX^_]|[\u0090\u0098\u009E\u009F])`
const END = String.raw`\u001B\\|[\u0018\u001A\u009C]|(?=\u001B[^\\]|[\u0080-\u009B\u009D-\u009F])`
const END_OF_OSC = String.raw`\u0007|${END}`
const PARAMETERS = String.raw`(?:\u001B\[|\u009B)[0-?]*[ -/]*`

/** For a broken or endless sequence, the last three alternatives match only the introducer, so no text is lost. */
const SEQUENCE = new RegExp(
  [
    `${OSC}${CONTENT_OF_OSC}(?:${END_OF_OSC})`,
    `${OTHER_STRING}${CONTENT}(?:${END})`,
    `${PARAMETERS}[@-~]`,
    String.raw`\u001B[ -/]+[0-~]`,
    String.raw`\u001B[0-~]?`,
    String.raw`[\u0080-\u009F]`,
  ].join('|'),
  'g',
)

/** A sequence at the end of a text that may continue. */
const UNFINISHED = new RegExp(
  String.raw`(?<osc>${OSC})${CONTENT_OF_OSC}\u001B?$|(?<other>${OTHER_STRING})${CONTENT}\u001B?$|${PARAMETERS}$|\u001B[ -/]*$`,
)

const ENDS = { osc: new RegExp(END_OF_OSC), other: new RegExp(END) }

const ANY = /[\u001B\u0080-\u009F]/

/** Longer sequences without an end are text. A control string may contain a picture. */
const MAX_SEQUENCE = 1024
const MAX_STRING = 1024 * 1024

/** Removes control sequences. Single control characters, such as a tab, stay. */
export function withoutControlSequences(text: string): string {
  return ANY.test(text) ? text.replaceAll(SEQUENCE, '') : text
}

/** The same for a text in chunks, wherever they were split. */
export class ControlSequenceFilter {
  /** A sequence without an end so far. */
  #unfinished = ''
  /** The content of a control string without an end so far. */
  #content = ''
  #end: RegExp | undefined

  /** Whether it holds content that may turn out to be text. */
  get isHolding(): boolean {
    return this.#end !== undefined
  }

  /** Returns the text that is complete with this chunk. */
  add(piece: string): string {
    const text = this.#unfinished + piece
    this.#unfinished = ''
    return this.#end ? this.#goOn(text, this.#end) : this.#begin(text)
  }

  /** Returns the content of a control string that never ended, and so was text. */
  release(): string {
    const content = this.#content
    this.#content = ''
    this.#end = undefined
    return content
  }

  #begin(text: string): string {
    if (!ANY.test(text)) return text
    const found = UNFINISHED.exec(text)
    if (!found) return text.replaceAll(SEQUENCE, '')
    const complete = withoutSequencesBefore(found.index, text)
    const { osc, other } = found.groups ?? {}
    const introducer = osc ?? other
    if (introducer !== undefined) {
      this.#end = osc === undefined ? ENDS.other : ENDS.osc
      return complete + this.#goOn(found[0].slice(introducer.length), this.#end)
    }
    if (found[0].length > MAX_SEQUENCE) return complete + withoutControlSequences(found[0])
    this.#unfinished = found[0]
    return complete
  }

  #goOn(text: string, end: RegExp): string {
    const found = end.exec(text)
    if (found) {
      this.release()
      return this.#begin(text.slice(found.index + found[0].length))
    }
    // Possibly the first half of a terminator.
    if (text.endsWith(ESCAPE)) this.#unfinished = ESCAPE
    this.#content += text.slice(0, text.length - this.#unfinished.length)
    return this.#content.length > MAX_STRING ? this.release() : ''
  }
}

/** Strips only the beginning of a text, since the rest may terminate a control string in it. */
function withoutSequencesBefore(end: number, text: string): string {
  const stripped = text.replaceAll(SEQUENCE, (sequence, at: number) => (at < end ? '' : sequence))
  return stripped.slice(0, stripped.length - (text.length - end))
}
