import type { Facts } from '../../errors.ts'
import type { DiagnosticContext } from './failure.ts'
import type { Check, CompositeInfo } from '../readiness/readiness.ts'

const HEADINGS = { all: 'Checks, which must all hold', one: 'Checks, of which one must hold' }
const NESTED = { all: 'all of these', one: 'one of these' }

/** How each check of a start went. */
export function describeChecks({ goal, log }: DiagnosticContext): Facts {
  const { parts } = goal
  if (parts) return { [HEADINGS[parts.need]]: linesOf(parts) }
  return { 'Last check': log.wasAttempted ? log.summary : undefined }
}

function linesOf({ checks }: CompositeInfo): string[] {
  return checks.flatMap(({ goal, parts, log }) =>
    parts
      ? [`- ${NESTED[parts.need]}:`, ...linesOf(parts).map((line) => `  ${line}`)]
      : [`- ${goal}: ${log.summary}`],
  )
}

/** The checks that did not hold, whichever they are a part of. */
export function pendingChecks({ goal, log }: DiagnosticContext): Check[] {
  return leavesOf({ ...goal, log }).filter((check) => !check.log.hasPassed)
}

/** A check, or those that make it up. */
export function leavesOf(check: Check): Check[] {
  return check.parts ? check.parts.checks.flatMap(leavesOf) : [check]
}
