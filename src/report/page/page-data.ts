import type { Timeline } from '../model/timeline.ts'
import type { Track } from './tracks.ts'

/** The data of the page's script, as JSON. */
export interface PageData {
  readonly timeline: Timeline
  readonly tracks: readonly Track[]
}

/** The id of the element with it. */
export const DATA = 'timeline-data'
