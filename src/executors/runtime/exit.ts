import type { Signal } from '../../errors.ts'

/** How a process ended: with an exit code or by a signal. */
export interface Exit {
  /** `null` when a signal killed it. */
  readonly exitCode: number | null
  /** `null` when it exited by itself. */
  readonly signal: Signal | null
}
