import { withoutControlSequences } from './control-sequences.ts'

/*
 * A service chooses what it prints, how it is called and what it answers. All that becomes part of a
 * message, of a report or of the runner's own output passes through here, so that none of it acts: on a
 * terminal, on what a reader takes for a line of somebody else, or on the machine that runs the tests.
 */

/** How many characters of a line are shown. */
const WIDTH = 500
/** Of a long line, how many are of its end: there an error may be. */
const OF_END = 120
const OF_NOTICE = 40

/** All controls but the tab; what some take for the end of a line; what reverses the order of characters. */
const CONTROL =
  /[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g

/** The same and returns: nothing that a log file has no line for. */
const ACTING =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/

/** What runners take for a command wherever it stands: `##[error]`, `##vso[...]`, `##teamcity[...]`. */
const COMMAND = /##(?=\w*\[)/g
/** GitLab's. */
const SECTION = /(section_(?:start|end)):(?=\d)/g
/** GitHub's, at the begin of a line. */
const WORKFLOW_COMMAND = /^(\s*):(?=:[\w-].*::)/

/** One line of what a service says, as it may be shown: bounded, and nothing but text. */
export function printable(line: string, width: number = WIDTH): string {
  return shortened(withoutCommands(plain(lastState(withoutControlSequences(line)))), width)
}

/** The lines of a text, each as it may be shown. */
export function printableLines(text: string, width: number = WIDTH): string[] {
  return text.split('\n').map((line) => printable(line, width))
}

/** What is no output, such as the name that a process gives itself, in one line: nothing is written over. */
export function printableName(text: string, width: number = WIDTH): string {
  return printable(text.replaceAll(/[\r\n]+/g, ' '), width)
}

/** Whether there is no control character in it, but for tabs and the ends of lines. */
export function isPlain(text: string): boolean {
  return !ACTING.test(text)
}

/** Without characters that act on a terminal, or begin a line of their own. */
export function plain(text: string): string {
  return text.replaceAll(CONTROL, '\u{FFFD}')
}

/** Not longer than so many characters, and says so. */
export function shortened(text: string, width: number): string {
  if (text.length <= width) return text
  const begin = text.slice(0, width - OF_END - OF_NOTICE)
  const end = text.slice(-OF_END)
  return `${begin}… (${text.length - begin.length - end.length} characters left out) …${end}`
}

/** As a terminal would show it: what was written last over the same place, such as a progress bar. */
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
