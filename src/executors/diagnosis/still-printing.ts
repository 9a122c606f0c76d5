import type { Evidence } from './evidence.ts'
import { sentence } from './sentence.ts'

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
  return `it was still printing when the time ran out. ${sentence(goal.advice)}`
}
