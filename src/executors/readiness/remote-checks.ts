import { any } from './composite.ts'
import type { Readiness } from './readiness.ts'

type Need = NonNullable<Readiness['needs']>

/** The checks with a certain need, including those inside `any()`. */
export function checksThatNeed(need: Need, checks: readonly Readiness[]): Readiness[] {
  return checks.flatMap((check) => {
    if (check.choices) return checksThatNeed(need, check.choices)
    return check.needs === need ? check : []
  })
}

/** The checks that also work for a service on another machine. */
export function remoteChecks(checks: readonly Readiness[]): Readiness[] {
  return checks.flatMap((check) => {
    if (!check.choices) return check.needs ? [] : check
    const choices = remoteChecks(check.choices)
    return choices.length === 0 ? [] : any(...choices)
  })
}
