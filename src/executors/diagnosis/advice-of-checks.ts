import type { Evidence } from './evidence.ts'

/** Advice that follows from the result of a check alone, such as a status or a certificate. */
export function adviceOfChecks({ pending }: Evidence): string | undefined {
  for (const { log } of pending) if (log.advice !== undefined) return log.advice
  return undefined
}
