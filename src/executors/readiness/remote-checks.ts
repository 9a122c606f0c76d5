import { any } from './composite.ts'
import type { Readiness } from './readiness.ts'

type Need = NonNullable<Readiness['needs']>

/** The checks that cannot do without something, also those that are a choice. */
export function checksThatNeed(need: Need, checks: readonly Readiness[]): Readiness[] {
  return checks.flatMap((check) => {
    if (check.choices) return checksThatNeed(need, check.choices)
    return check.needs === need ? check : []
  })
}

/** The checks that can be made of something that is somewhere else. */
export function remoteChecks(checks: readonly Readiness[]): Readiness[] {
  return checks.flatMap((check) => {
    if (!check.choices) return check.needs ? [] : check
    const choices = remoteChecks(check.choices)
    return choices.length === 0 ? [] : any(...choices)
  })
}
