import { printableLines } from '../../printable.ts'
import { lastErrorAt } from './last-error.ts'

/** An error message of a program about an address in use. */
export interface AddressComplaint {
  /** The port, if the message names it. */
  readonly port: number | undefined
  /** Whether no other error followed. */
  readonly isLast: boolean
}

/** The messages of systems, runtimes, frameworks and Docker. */
const TAKEN =
  /EADDRINUSE|AddrInUse|address (?:is )?(?:already )?in use|only one usage of each socket address|\b(?:connection|ports?\b.{0,40}) (?:is |are |was |seems to be )?(?:already used|(?:already )?(?:in use|allocated|bound|taken|occupied))\b|\balready (?:running|listening|bound) (?:on|to) (?:the )?(?:same )?port\b/i

/** A debugger that cannot listen does not stop the program. */
const OF_DEBUGGER = /\b(?:inspector|debugger)\b/i

/** The number of following lines that may name the port: `HINT: … port 5432?` */
const FOLLOWING = 2
/** The number of following lines that may hold errors caused by it: `FATAL: could not create any TCP/IP sockets`. */
const CONSEQUENCES = 4

/** Times and source locations, which look like ports. */
const NO_PORT =
  /(?<![\d.:\]])\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?|\.(?:[cm]?[jt]sx?|py|rb|go|rs|java|kt|exs?|erl|php|p[lm]|cs|c|cc|cpp):\d+(?::\d+)?/g

/** `127.0.0.1:80`, `:::80`, `:[80]`, `('127.0.0.1', 80)`, `port: 80`, `in use: 80`. */
const PORT = /(?:[:\]]|:\[|', |\b(?:ports?(?: number)?|bound|use|used)[ :=#]+)(\d{2,5})\b(?!\.\d)/gi

/** Finds a message about an address in use, preferably about one of the program's `own` ports. */
export function findAddressComplaint(
  output: string,
  own: readonly number[] = [],
): AddressComplaint | undefined {
  const lines = printableLines(output)
  const found = lines.flatMap((line, index) => {
    if (!TAKEN.test(line) || OF_DEBUGGER.test(line)) return []
    const text = lines.slice(index, index + 1 + FOLLOWING)
    const port = own.find((one) => text.some((part) => names(part, one)))
    return { text, port, isLast: lastErrorAt(lines) <= index + CONSEQUENCES }
  })
  const [complaint] = [...found.filter(({ port }) => port !== undefined), ...found]
  if (!complaint) return undefined
  const { text, port = portIn(text), isLast } = complaint
  return { port, isLast }
}

function names(text: string, port: number): boolean {
  return new RegExp(`(?<!\\d)${port}(?!\\d)`).test(text)
}

function portIn(text: readonly string[]): number | undefined {
  for (const line of text) {
    const port = Array.from(line.replaceAll(NO_PORT, ' ').matchAll(PORT))[0]?.[1]
    if (port !== undefined) return Number(port)
  }
  return undefined
}
