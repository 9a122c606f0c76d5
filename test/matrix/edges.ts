import { inject } from 'vitest'
import type { Combination } from './install.ts'

/** The oldest Vitest, and the newest. */
export const EDGES: readonly Combination[] = inject('combinations').filter(({ name }) =>
  / 4\.1\.0,|Node 24/.test(name),
)
