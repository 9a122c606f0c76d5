import { withoutControlSequences } from './control-sequences.ts'

/*
 * A service controls its output, its name and its responses. All such text passes through here before it
 * becomes part of a message, a report or the runner's output. It must not control the terminal, imitate lines
 * of other programs, or send commands to a CI system.
 */

/** Maximum characters in a line. */
const WIDTH = 500
/** Characters to keep at the end of a long line, where an error may be. */
const END_WIDTH = 120
const NOTICE_WIDTH = 40

/** Control characters except the tab, unusual line separators, and bidirectional controls. */
const CONTROL =
  /[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g

/** The same, but without the line feed, which is fine in a log file. */
const ACTING =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/

/** CI commands at any position: `##[error]`, `##vso[...]`, `##teamcity[...]`. */
const COMMAND = /##(?=\w*\[)/g
/** CI commands of GitLab. */
const SECTION = /(section_(?:start|end)):(?=\d)/g
/** CI commands of GitHub, at the beginning of a line. */
const WORKFLOW_COMMAND = /^(\s*):(?=:[\w-].*::)/

/** One line of untrusted text in printable form, with a limited length. */
export function printable(line: string, width: number = WIDTH): string {
  return shortened(withoutCommands(plain(lastState(withoutControlSequences(line)))), width)
}

/** The lines of a text in printable form. */
export function printableLines(text: string, width: number = WIDTH): string[] {
  return text.split('\n').map((line) => printable(line, width))
}

/** A name in one printable line. Unlike in output, a carriage return does not overwrite text. */
export function printableName(text: string, width: number = WIDTH): string {
  return printable(text.replaceAll(/[\r\n]+/g, ' '), width)
}

/** Whether a text has no control characters except tabs and line feeds. */
export function isPlain(text: string): boolean {
  return !ACTING.test(text)
}

/** Replaces control characters and line separators. */
export function plain(text: string): string {
  return text.replaceAll(CONTROL, '\u{FFFD}')
}

/** Shortens a text in the middle to `width` characters, with a notice. */
export function shortened(text: string, width: number): string {
  if (text.length <= width) return text
  const begin = text.slice(0, width - END_WIDTH - NOTICE_WIDTH)
  const end = text.slice(-END_WIDTH)
  return `${begin}… (${text.length - begin.length - end.length} characters omitted) …${end}`
}

/** The final state of a line with carriage returns, such as a progress bar. */
function lastState(line: string): string {
  if (!line.includes('\r')) return line
  return line.split('\r').findLast((state) => state !== '') ?? ''
}

function withoutCommands(line: string): string {
  return line
    .replaceAll(COMMAND, '# #')
    .replaceAll(SECTION, '$1 :')
    .replace(WORKFLOW_COMMAND, '$1: ')
}

/** Maximum lines of output in a message. */
export const TAIL_LINES = 20

/** The last lines of a text, each printable and of limited length. */
export function tailOf(text: string): string {
  const end = text.trimEnd().split('\n').slice(-TAIL_LINES)
  return end.map((line) => printable(line)).join('\n')
}
