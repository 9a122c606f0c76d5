import { latest, lifetimeOf, rowsOf } from '../model/spans.ts'
import type { ServiceLane, Timeline } from '../model/timeline.ts'

/** Pixels. */
export const TRACK = 24
const ROW = 12

/** A line of the picture: instances of a service one after the other, or a worker. */
export interface Track {
  readonly kind: 'service' | 'worker'
  readonly label: string
  /** In small letters behind the label. */
  readonly place: string
  /** The indexes of services, or of the worker. */
  readonly of: readonly number[]
  readonly top: number
  readonly height: number
}

/** Puts instances of a service that are not there at the same time on one line. */
export function tracksOf({ services, workers }: Timeline): Track[] {
  const tracks: Track[] = []
  let top = 0
  const add = (track: Omit<Track, 'top'>): void => {
    tracks.push({ ...track, top })
    top += track.height
  }
  for (const [name, place, group] of groupsOf(services)) {
    const spans = group.map((index) => lifetimeOf(services[index]))
    const rows = rowsOf(spans)
    for (let row = 0; row <= latest(rows, 0); row++) {
      const of = group.filter((_, position) => rows[position] === row)
      add({ kind: 'service', label: name, place, of, height: TRACK })
    }
  }
  for (const [index, { name, rows }] of workers.entries()) {
    const height = TRACK + Math.max(1, rows) * ROW
    add({ kind: 'worker', label: name, place: '', of: [index], height })
  }
  return tracks
}

function groupsOf(services: readonly ServiceLane[]): [string, string, number[]][] {
  const groups = new Map<string, [string, string, number[]]>()
  for (const [index, { name, place }] of services.entries()) {
    const key = JSON.stringify([name, place])
    const group = groups.get(key) ?? [name, place, []]
    groups.set(key, group)
    group[2].push(index)
  }
  const begin = (index: number | undefined): number => lifetimeOf(services[index ?? -1]).from
  return Array.from(groups.values(), ([name, place, of]): [string, string, number[]] => [
    name,
    place,
    of.toSorted((a, b) => begin(a) - begin(b)),
  ])
}

export function heightOf(tracks: readonly Track[]): number {
  const last = tracks.at(-1)
  return last ? last.top + last.height : 0
}
