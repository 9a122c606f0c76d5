import { codeOf } from '../runtime/caught-error.ts'
import type { Evidence } from './evidence.ts'

const NO_FILE = /\bE[MN]FILE\b|too many open files/i
const NO_PROCESS =
  /\bEAGAIN\b.*(?:fork|spawn|clone)|(?:fork|spawn|clone|thread).*(?:\bEAGAIN\b|resource temporarily unavailable|retry)|can(?:'|no)t fork/i

const MORE_FILES =
  'no more files and sockets can be opened: raise the limit, `ulimit -n`, or run fewer workers.'
const MORE_PROCESSES =
  'no more processes can be started: raise the limit, `ulimit -u`, or end some; in a container, raise its limit of pids.'

/** A program that ran into a limit of the system. */
export function limitReached({ printed }: Pick<Evidence, 'printed'>): string | undefined {
  if (NO_FILE.test(printed)) return MORE_FILES
  return NO_PROCESS.test(printed) ? MORE_PROCESSES : undefined
}

/** The same, where nothing could be started. */
export function limitOf(cause: unknown): string | undefined {
  const code = codeOf(cause)
  if (code === 'EMFILE' || code === 'ENFILE') return MORE_FILES
  if (code === 'EAGAIN') return MORE_PROCESSES
  return limitReached({ printed: cause instanceof Error ? cause.message : '' })
}
