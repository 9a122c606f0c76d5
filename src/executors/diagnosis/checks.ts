import type { Facts } from '../../errors.ts'
import type { DiagnosticContext } from './failure.ts'
import type { Check, CompositeInfo } from '../readiness/readiness.ts'

const HEADINGS = { all: 'Checks (all must pass)', one: 'Checks (one must pass)' }
const NESTED = { all: 'all of these', one: 'one of these' }

/** The result of each check. */
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

/** The checks that did not pass, including the parts of composite checks. */
export function pendingChecks(context: DiagnosticContext): Check[] {
  return allChecks(context).filter((check) => !check.log.hasPassed)
}

export function allChecks({ goal, log }: DiagnosticContext): Check[] {
  return leavesOf({ ...goal, log })
}

/** Flattens composite checks. */
export function leavesOf(check: Check): Check[] {
  return check.parts ? check.parts.checks.flatMap(leavesOf) : [check]
}
