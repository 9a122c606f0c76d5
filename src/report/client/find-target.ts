import type { Span } from '../model/timeline.ts'
import type { Track } from '../page/tracks.ts'
import { AXIS, ROWS, type Scene } from './scene.ts'
import type { Target } from './targets.ts'

/** Pixels around a bar that belong to it: some are thinner than a cursor. */
const NEAR = 3

/** Returns the bar at a point of the picture. @param y pixels from the top of the unscrolled picture */
export function targetAt(scene: Scene, x: number, y: number): Target | undefined {
  const { view } = scene
  if (x < view.left) return undefined
  const inside = y - AXIS
  const track = scene.tracks.find(({ top, height }) => inside >= top && inside < top + height)
  if (!track) return undefined
  const depth = inside - track.top
  const row = depth < ROWS.top ? undefined : Math.floor((depth - ROWS.top) / ROWS.height)
  const candidates = targetsOf(scene, track).filter((one) => {
    if (track.kind === 'service') return true
    return row === undefined ? one.kind === 'file' : one.kind === 'test' && one.span.row === row
  })
  return nearest(candidates, ({ from, to }) => {
    const [begin, end] = [view.x(from), view.x(to)]
    return Math.max(begin - x, x - end, 0)
  })
}

function nearest(
  candidates: readonly Target[],
  distance: (span: Span) => number,
): Target | undefined {
  let best: Target | undefined
  let least = NEAR
  for (const one of candidates) {
    const far = distance(one.span)
    if (far <= least && (best === undefined || far < least)) [best, least] = [one, far]
  }
  return best
}

/** The bars of a track, in the order of time. */
export function targetsOf({ timeline }: Scene, track: Track): Target[] {
  if (track.kind === 'service')
    return track.of.flatMap((service) =>
      (timeline.services[service]?.phases ?? []).map((span): Target => ({
        kind: 'phase',
        service,
        span,
      })),
    )
  const worker = track.of[0] ?? 0
  const targets: Target[] = []
  for (const file of timeline.workers[worker]?.files ?? []) {
    targets.push({ kind: 'file', worker, span: file })
    for (const span of file.tests) targets.push({ kind: 'test', worker, file, span })
  }
  return targets
}
