import type { TraceEvent } from '../../src/report/trace/chrome-trace.ts'

/** The complete events that neither enclose nor follow the others of their track: Perfetto shows them wrongly. */
export function overlapping(events: readonly TraceEvent[]): string[] {
  const tracks = new Map<string, TraceEvent[]>()
  for (const event of events.filter(({ ph }) => ph === 'X')) {
    const track = `${event.pid}/${event.tid}`
    tracks.set(track, [...(tracks.get(track) ?? []), event])
  }
  return [...tracks].flatMap(([track, of]) => {
    const open: TraceEvent[] = []
    const sorted = of.toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))
    return sorted.flatMap((event) => {
      while (open.length > 0 && endOf(open.at(-1)) <= event.ts) open.pop()
      const around = open.at(-1)
      open.push(event)
      const isInside = !around || endOf(event) <= endOf(around)
      return isInside ? [] : [`${event.name} is not within ${around.name} on ${track}`]
    })
  })
}

function endOf(event: TraceEvent | undefined): number {
  return event ? event.ts + (event.dur ?? 0) : 0
}
