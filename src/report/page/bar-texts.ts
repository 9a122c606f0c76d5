import type { Phase } from '../model/timeline.ts'

/** Pixels from which a text fits into a bar. */
export const LEGIBLE = 46

/** The texts in the bars of services. The other bars have none. */
export const BAR_TEXTS: Readonly<Partial<Record<Phase, string>>> = {
  preparing: 'prepares',
  starting: 'starts',
  away: 'away',
  crashed: 'crashed',
}
