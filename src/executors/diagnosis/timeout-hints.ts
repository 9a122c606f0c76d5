import { usualAdvice, type Evidence } from './evidence.ts'

interface Language {
  readonly name: string
  readonly program: RegExp
  /** Whether the user has already turned off buffering. */
  readonly flushes: (evidence: Evidence, command: string) => boolean
  readonly fix: string
}

const NEVER = (): boolean => false

/** Languages that buffer their output in blocks unless it goes to a terminal. */
const LANGUAGES: readonly Language[] = [
  {
    name: 'Python',
    program: /^(?:\S*\/)?(?:python|pypy)[\d.]*(?:\s|$)/,
    flushes: ({ settings }, command) =>
      Boolean(settings.env['PYTHONUNBUFFERED']) || /\s-[a-zA-Z]*u/.test(command),
    fix: 'set `env: { PYTHONUNBUFFERED: 1 }`',
  },
  {
    name: 'Perl',
    program: /^(?:\S*\/)?perl[\d.]*(?:\s|$)/,
    flushes: NEVER,
    fix: 'set `$| = 1` in the script',
  },
  {
    name: 'Ruby',
    program: /^(?:\S*\/)?ruby[\d.]*(?:\s|$)/,
    flushes: NEVER,
    fix: 'set `$stdout.sync = true` in the script',
  },
]

/** Programs that are known to flush their output. */
const PROMPT =
  /^(?:\S*\/)?(?:node|deno|bun|java|php[\d.]*|dotnet|go|sh|bash|dash|zsh|npm|npx|pnpm|yarn|sleep|cat|tail)(?:\s|$)/

/** A check waits for the output of a program in a language that buffers it. */
export function bufferedOutput(evidence: Evidence): string | undefined {
  if (!isPrinting(evidence)) return undefined
  for (const { command } of evidence.members) {
    const language = LANGUAGES.find(({ program }) => program.test(command))
    if (!language || language.flushes(evidence, command)) continue
    const { name, fix } = language
    return `${name} buffers its output to a pipe: ${fix}. ${usualAdvice(evidence)}`
  }
  return undefined
}

/** An unknown program has printed nothing. It may buffer its output, like C's stdio. */
export function maybeBuffered(evidence: Evidence): string | undefined {
  const { members, printed } = evidence
  if (!isPrinting(evidence) || printed !== '' || members.length === 0) return undefined
  const isKnown = members.every(
    ({ command }) => PROMPT.test(command) || LANGUAGES.some(({ program }) => program.test(command)),
  )
  if (isKnown) return undefined
  return `it printed nothing: if it buffers its output to a pipe, as C programs do, flush the output, or start it with \`stdbuf -oL\`. ${usualAdvice(evidence)}`
}

function isPrinting({ pending }: Evidence): boolean {
  return pending.some(({ isPrinted }) => isPrinted === true)
}

/** A silence longer than this share of the timeout, or than `MAX_SILENCE` ms, means that it was idle. */
const SHARE = 0.1
const MAX_SILENCE = 1_000

/** It was still busy at the timeout. */
export function stillPrinting(evidence: Evidence): string | undefined {
  const { run, output, goal, outputTail } = evidence
  const snapshot = run?.process?.snapshot
  if (!snapshot || outputTail === '') return undefined
  const silence = snapshot.at - output.printedAt
  if (silence > Math.min(goal.timeout * SHARE, MAX_SILENCE)) return undefined
  return `it was still printing when the time ran out. ${usualAdvice(evidence)}`
}
