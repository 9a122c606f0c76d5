import type { PhaseSpan, ServiceLane, Span } from './timeline.ts'

/**
 * Sorts spans and merges those that overlap.
 *
 * @param gap milliseconds that two spans may be apart and still count as one
 */
export function union(spans: readonly Span[], gap = 0): Span[] {
  const merged: { from: number; to: number }[] = []
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (last && from <= last.to + gap) last.to = Math.max(last.to, to)
    else merged.push({ from, to })
  }
  return merged
}

/** Divides the time in which a service is ready into that in which tests use it and the rest. */
export function withUse(phases: readonly PhaseSpan[], used: readonly Span[]): PhaseSpan[] {
  return phases.flatMap((span) => {
    if (span.phase !== 'idle') return [span]
    const parts: PhaseSpan[] = []
    let at = span.from
    for (const { from, to } of used) {
      const [begin, end] = [Math.max(from, at), Math.min(to, span.to)]
      if (begin >= end) continue
      if (begin > at) parts.push({ phase: 'idle', from: at, to: begin })
      parts.push({ phase: 'used', from: begin, to: end })
      at = end
    }
    if (at < span.to) parts.push({ phase: 'idle', from: at, to: span.to })
    return parts
  })
}

/** The lowest row for each span in which it overlaps with no other. They are sorted by their begin. */
export function rowsOf(spans: readonly Span[]): number[] {
  const ends: number[] = []
  return spans.map(({ from, to }) => {
    const free = ends.findIndex((end) => end <= from)
    const row = free === -1 ? ends.length : free
    ends[row] = to
    return row
  })
}

/**
 * Vitest counts in whole milliseconds where a test begins, so it seems to begin before the end of the last one. Its
 * clocks differ a little, too.
 */
const COARSE = 1.5

/**
 * Sorts spans by their start, and moves a span that starts a moment before the end of the last one. If one of the two
 * ran alone, the later one is moved in any case, because the times are less exact on a busy machine.
 */
export function untangled<T extends Span>(spans: readonly T[], isAlone: (span: T) => boolean): T[] {
  let end = -Infinity
  let wasAlone = false
  return spans
    .toSorted((a, b) => a.from - b.from)
    .map((span) => {
      const isNowAlone = isAlone(span)
      const isTangled = span.from < end && (isNowAlone || wasAlone || end - span.from <= COARSE)
      const from = isTangled ? end : span.from
      const to = Math.max(from, span.to)
      end = Math.max(end, to)
      wasAlone = isNowAlone
      return Object.assign({}, span, { from, to })
    })
}

/** From the first phase of an instance to the end of its last one. */
export function lifetimeOf(lane: ServiceLane | undefined): Span {
  return { from: lane?.phases[0]?.from ?? 0, to: lane?.phases.at(-1)?.to ?? 0 }
}

/** Unlike `Math.min()`, takes any number of times. */
export function earliest(times: readonly number[], known: number): number {
  return times.reduce((least, time) => Math.min(least, time), known)
}

/** Unlike `Math.max()`, takes any number of times. */
export function latest(times: readonly number[], known: number): number {
  return times.reduce((most, time) => Math.max(most, time), known)
}
