import type { Facts } from '../../errors.ts'
import type { Subject } from '../failure.ts'
import type { Check, Parts } from '../readiness/readiness.ts'

const HEADINGS = { all: 'Checks, which must all hold', one: 'Checks, of which one must hold' }
const NESTED = { all: 'all of these', one: 'one of these' }

/** How each check of a start went. */
export function describeChecks({ expectation, log }: Subject): Facts {
  const { parts } = expectation
  if (parts) return { [HEADINGS[parts.need]]: linesOf(parts) }
  return { 'Last check': log.wasTried ? log.summary : undefined }
}

function linesOf({ checks }: Parts): string[] {
  return checks.flatMap(({ awaits, parts, log }) =>
    parts
      ? [`- ${NESTED[parts.need]}:`, ...linesOf(parts).map((line) => `  ${line}`)]
      : [`- ${awaits}: ${log.summary}`],
  )
}

/** The checks that did not hold, whichever they are a part of. */
export function pendingChecks({ expectation, log }: Subject): Check[] {
  return leavesOf({ ...expectation, log }).filter((check) => !check.log.holds)
}

/** A check, or those that make it up. */
export function leavesOf(check: Check): Check[] {
  return check.parts ? check.parts.checks.flatMap(leavesOf) : [check]
}
