import { sentence } from './sentence.ts'
import type { Evidence } from './evidence.ts'

interface Language {
  readonly name: string
  readonly program: RegExp
  /** Where the user has seen to it already. */
  readonly flushes: (evidence: Evidence, command: string) => boolean
  readonly fix: string
}

const NEVER = (): boolean => false

/** Those that keep what they print until there is a block of it, unless they print to a terminal. */
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

/** Programs of which it is known that they do not. */
const PROMPT =
  /^(?:\S*\/)?(?:node|deno|bun|java|php[\d.]*|dotnet|go|sh|bash|dash|zsh|npm|npx|pnpm|yarn|sleep|cat|tail)(?:\s|$)/

/** A known language, whose output is waited for, is at work. */
export function bufferedOutput(evidence: Evidence): string | undefined {
  if (!isPrinting(evidence)) return undefined
  for (const { command } of evidence.members) {
    const language = LANGUAGES.find(({ program }) => program.test(command))
    if (!language || language.flushes(evidence, command)) continue
    const { name, fix } = language
    return `${name} holds back what it prints to a pipe: ${fix}. ${sentence(evidence.goal.advice)}`
  }
  return undefined
}

/** A program of which nothing is known has printed nothing: C's stdio does the same. */
export function maybeBuffered(evidence: Evidence): string | undefined {
  const { members, printed, goal } = evidence
  if (!isPrinting(evidence) || printed !== '' || members.length === 0) return undefined
  const isKnown = members.every(
    ({ command }) => PROMPT.test(command) || LANGUAGES.some(({ program }) => program.test(command)),
  )
  if (isKnown) return undefined
  return `it printed nothing: if it holds back what it prints to a pipe, as programs in C do, flush it, or start it by \`stdbuf -oL\`. ${sentence(goal.advice)}`
}

function isPrinting({ pending }: Evidence): boolean {
  return pending.some(({ isPrinted }) => isPrinted === true)
}
