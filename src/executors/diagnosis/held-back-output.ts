import { sentence } from './sentence.ts'
import type { Evidence } from './evidence.ts'

const PYTHON = /^(?:\S*\/)?(?:python|pypy)[\d.]*(?:\s|$)/
const UNBUFFERED = /\s-[a-zA-Z]*u/

/** Python keeps what it prints to itself until there is a block of it, unless it prints to a terminal. */
export function heldBackOutput(evidence: Evidence): string | undefined {
  const { pending, members, settings, expectation } = evidence
  const isPrinting = pending.some(({ isPrinted }) => isPrinted === true)
  if (!isPrinting || settings.env['PYTHONUNBUFFERED']) return undefined
  const python = members.find(({ command }) => PYTHON.test(command))
  if (!python || UNBUFFERED.test(python.command)) return undefined
  return `Python holds back what it prints to a pipe: set \`env: { PYTHONUNBUFFERED: 1 }\`. ${sentence(expectation.advice)}`
}
