import { now } from '../runtime/clock.ts'
import type { Verdict } from './readiness.ts'

type Check = (signal: AbortSignal) => Promise<Verdict>

/** Milliseconds of one and the same answer after which it is asked for less often. */
const STEADY = 1_000
/** Milliseconds between two questions then. */
const PAUSE = 250

/** A check that costs the other side something: who always gives the same answer is asked less often. */
export function slowDownWhenSteady(check: Check): Check {
  let last: Verdict | undefined
  let sameSince = 0
  let answeredAt = 0
  return async (signal) => {
    const isSteady = answeredAt - sameSince >= STEADY && now() - answeredAt < PAUSE
    if (last && !last.ready && last.isEventDriven !== true && isSteady) return last
    const verdict = await check(signal)
    answeredAt = now()
    if (!last || keyOf(last) !== keyOf(verdict)) sameSince = answeredAt
    last = verdict
    return verdict
  }
}

/** Without what follows it, as the body of a page, which may hold the time of day. */
function keyOf(verdict: Verdict): string | undefined {
  return verdict.ready ? undefined : /^[^:,]*/.exec(verdict.result)?.[0]
}
