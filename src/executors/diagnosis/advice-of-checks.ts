import type { Evidence } from './evidence.ts'

/** What the result of a check tells by itself: a status, a certificate. */
export function adviceOfChecks({ pending }: Evidence): string | undefined {
  for (const { log } of pending) if (log.advice !== undefined) return log.advice
  return undefined
}
