import type { Readiness } from './readiness.ts'

/** Ready as soon as it was started. */
export const STARTED: Readiness = { kind: 'started' }
