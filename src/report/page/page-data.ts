import type { Timeline } from '../model/timeline.ts'
import type { Track } from './tracks.ts'

/** What the page gives its script, as JSON. */
export interface PageData {
  readonly timeline: Timeline
  readonly tracks: readonly Track[]
}

/** The id of the element with it. */
export const DATA = 'timeline-data'
