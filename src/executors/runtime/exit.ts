import type { Signal } from '../../errors.ts'

/** How a process ended: by a code or by a signal. */
export interface Exit {
  /** `null` when it died of a signal. */
  readonly exitCode: number | null
  /** `null` when it left by itself. */
  readonly signal: Signal | null
}
