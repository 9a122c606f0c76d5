import { lifetimeOf } from '../model/spans.ts'
import type { Span, Timeline } from '../model/timeline.ts'

/** Where the viewer shows an event. */
interface Track {
  readonly pid: number
  readonly tid: number
}

/** An event of Chrome's trace format. Times are in microseconds. */
export interface TraceEvent extends Track {
  readonly name: string
  readonly ph: 'X' | 'M' | 'i'
  readonly ts: number
  readonly dur?: number
  readonly cat?: string
  readonly s?: 't'
  readonly args?: Readonly<Record<string, unknown>>
}

const SERVICES = 1
const WORKERS = 2

/** The trace for Perfetto: a track for each instance, and one for each worker and test that runs beside others. */
export function chromeTrace(timeline: Timeline): TraceEvent[] {
  return [
    named('process_name', { pid: SERVICES, tid: 0 }, 'services'),
    named('process_name', { pid: WORKERS, tid: 0 }, 'workers'),
    ...timeline.services.flatMap((lane, index) => {
      const track = { pid: SERVICES, tid: index + 1 }
      return [
        named('thread_name', track, `${lane.name} (${lane.place})`),
        span(lane.name, lifetimeOf(lane), track, 'service', {
          id: lane.id,
          log: lane.log,
          user: lane.user,
        }),
        ...lane.phases.map((phase) => span(phase.phase, phase, track, 'phase')),
        ...lane.crashes.map((at) => crash(at, track)),
      ]
    }),
    ...timeline.workers.flatMap((worker, index) => {
      const base = (index + 1) * 1_000
      const rows = Array.from({ length: worker.rows }, (_, row) =>
        named(
          'thread_name',
          { pid: WORKERS, tid: base + row },
          row === 0 ? worker.name : `${worker.name}, beside`,
        ),
      )
      const bars = worker.files.flatMap((file) => [
        span(file.name, file, { pid: WORKERS, tid: base }, 'file', { project: file.project }),
        ...file.tests.map((test) => {
          const uses = test.uses.map((one) => timeline.services[one]?.name)
          const track = { pid: WORKERS, tid: base + test.row }
          return span(test.name, inside(test, file), track, 'test', { state: test.state, uses })
        }),
      ])
      return [...rows, ...bars]
    }),
  ]
}

/** Vitest counts in whole milliseconds where a test begins. */
function inside({ from, to }: Span, outer: Span): Span {
  const begin = Math.min(Math.max(from, outer.from), outer.to)
  return { from: begin, to: Math.max(begin, Math.min(to, outer.to)) }
}

function named(name: string, track: Track, text: string): TraceEvent {
  return { name, ph: 'M', ts: 0, ...track, args: { name: text } }
}

function span(
  name: string,
  { from, to }: Span,
  track: Track,
  cat: string,
  args: Readonly<Record<string, unknown>> = {},
): TraceEvent {
  const ts = micro(from)
  return { name, ph: 'X', ts, dur: micro(to) - ts, ...track, cat, args }
}

function crash(at: number, track: Track): TraceEvent {
  return { name: 'crash', ph: 'i', ts: micro(at), s: 't', cat: 'phase', ...track }
}

function micro(milliseconds: number): number {
  return Math.round(milliseconds * 1_000)
}
