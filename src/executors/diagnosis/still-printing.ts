import type { Evidence } from './evidence.ts'
import { sentence } from './sentence.ts'

/** A silence of so much of its time, and so many milliseconds, means that it does nothing any more. */
const SHARE = 0.1
const LONGEST = 1_000

/** It was busy when its time was up. */
export function stillPrinting(evidence: Evidence): string | undefined {
  const { run, output, goal, outputTail } = evidence
  if (!run?.snapshot || outputTail === '') return undefined
  const silence = run.snapshot.at - output.printedAt
  if (silence > Math.min(goal.timeout * SHARE, LONGEST)) return undefined
  return `it was still printing when its time was up. ${sentence(goal.advice)}`
}
