import { codeOf } from '../runtime/caught-error.ts'
import { NO_TABLE } from '../process/tree/darwin.ts'
import type { Evidence } from './evidence.ts'

const NO_FILE = /\bE[MN]FILE\b|too many open files/i
const NO_PROCESS =
  /\bEAGAIN\b.*(?:fork|spawn|clone)|(?:fork|spawn|clone|thread).*(?:\bEAGAIN\b|resource temporarily unavailable|retry)|can(?:'|no)t fork/i

const MORE_FILES =
  'the limit of open files and sockets is reached: raise it with `ulimit -n`, or run fewer workers.'
const MORE_PROCESSES =
  'the limit of processes is reached: raise it with `ulimit -u`, or stop some; in a container, raise its pids limit.'
const WORKING_PS =
  'check that `/bin/ps -axwwE -o pid=,command=` works for this user. It needs the `ps` of macOS, and a sandbox may forbid it.'

/** A program hit a system limit. */
export function limitReached({ printed }: Pick<Evidence, 'printed'>): string | undefined {
  if (NO_FILE.test(printed)) return MORE_FILES
  return NO_PROCESS.test(printed) ? MORE_PROCESSES : undefined
}

/** The same for the error of a spawn, or of `ps`. */
export function limitOf(cause: unknown): string | undefined {
  const code = codeOf(cause)
  if (code === 'EMFILE' || code === 'ENFILE') return MORE_FILES
  if (code === 'EAGAIN') return MORE_PROCESSES
  if (code === NO_TABLE) return WORKING_PS
  return limitReached({ printed: cause instanceof Error ? cause.message : '' })
}
