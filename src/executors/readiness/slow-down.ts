import { now } from '../runtime/clock.ts'
import type { Verdict } from './readiness.ts'

type Check = (signal: AbortSignal) => Promise<Verdict>

/** Milliseconds of identical results after which checks slow down. */
const STEADY = 1_000
/** Milliseconds between two checks after that. */
const PAUSE = 250

/** Repeats an expensive check less often while its result stays the same. */
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

/** Drops the details, such as the body of a page, which may contain the current time. */
function keyOf(verdict: Verdict): string | undefined {
  return verdict.ready ? undefined : /^[^:,]*/.exec(verdict.result)?.[0]
}
