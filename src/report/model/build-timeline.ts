import type { RecordedEvent } from '../recorded.ts'
import { criticalPath } from './critical-path.ts'
import { closure, inOrder, withWait } from './needs.ts'
import type { RunFile } from './run-tests.ts'
import { draftLanes, type Draft } from './service-lanes.ts'
import { earliest, latest, union, withUse } from './spans.ts'
import {
  type OutageSpan,
  type ServiceLane,
  type Span,
  type TestBar,
  type Timeline,
  testsOfTimeline,
} from './timeline.ts'
import { usesOf, type Uses } from './uses.ts'
import { workerLanes } from './worker-lanes.ts'

interface Run {
  readonly title: string
  readonly events: readonly RecordedEvent[]
  readonly files: readonly RunFile[]
  /** The clock of the events, now. */
  readonly end: number
  /** Milliseconds by which the wall clock is ahead of the clock of the events. */
  readonly wallAhead: number
  /** The start of the picture. Undefined for the first run; later runs of watch mode leave out the earlier ones. */
  readonly since: number | undefined
  /** The omitted data. */
  readonly leftOut: readonly string[]
}

/** Vitest reports the start of a file in whole milliseconds. */
const COARSE = 1

/** Combines the recorded events with Vitest's own results. */
export function buildTimeline(run: Run): Timeline {
  const { title, events, files, end, wallAhead, since, leftOut } = run
  const begun = files.map((file) => startOf(file) - wallAhead).filter(Number.isFinite)
  const seen = [...begun, ...events.map((event) => ('since' in event ? event.since : event.at))]
  const origin = since ?? earliest(seen, end)
  const moved = events.map((event) => shifted(event, origin))
  const drafts = inOrder(draftLanes(moved, end - origin).flatMap((draft) => visible(draft)))
  const indexes = new Map(drafts.map(({ id }, index) => [id, index]))
  const lanes = waited(drafts)
  const uses = usesOf(moved, indexes, end - origin)
  const drawn = files.filter((file) => startOf(file) - wallAhead > origin - COARSE)
  const workers = workerLanes(drawn, {
    offset: -wallAhead - origin,
    usesOf: (test) => closure(uses.used.get(test) ?? [], indexes, lanes),
    waitsOf: (task) => uses.waits.get(task) ?? [],
    poolOf: (file) => uses.pools.get(file),
  })
  const tests = testsOfTimeline({ workers })
  const services = lanes.map(({ needs, phases, ...lane }, index): ServiceLane => {
    const users = tests.filter((test) => test.uses.includes(index))
    const used = union(users, COARSE)
    const known = needs.flatMap((id) => indexes.get(id) ?? [])
    return Object.assign(lane, { needs: known, phases: withUse(phases, used) })
  })
  const ends = [...services.flatMap(({ phases }) => phases), ...tests].map(({ to }) => to)
  return {
    title,
    begunAt: origin + wallAhead,
    duration: latest(ends, 1),
    services,
    workers,
    outages: endedOutages(uses.outages, tests),
    critical: criticalPath(services, workers),
    leftOut,
  }
}

/** An outage that a test leaves open ends with the test. */
function endedOutages(outages: Uses['outages'], tests: readonly TestBar[]): readonly OutageSpan[] {
  return outages.map(({ by, test, services, from, to, held, isOver }) => {
    const last = isOver ? undefined : tests.find(({ id }) => id === test)?.to
    return { by, test, services, from, to: Math.max(from, Math.min(to, last ?? to)), held }
  })
}

function startOf(file: RunFile): number {
  return file.result?.startTime ?? NaN
}

/** Leaves out events before the beginning of the picture. */
function visible(draft: Draft): Draft[] {
  const { phases, crashes, steps, start, preparation } = draft
  const shown = phases.filter(({ to }) => to > 0)
  if (shown.length === 0 && phases.length > 0) return []
  return [
    {
      ...draft,
      phases: shown.map(({ phase, from, to }) => ({ phase, from: Math.max(from, 0), to })),
      crashes: crashes.filter((at) => at >= 0),
      steps: steps.filter(({ from }) => from >= 0),
      start: begunIn(start),
      preparation: begunIn(preparation),
    },
  ]
}

function begunIn(span: Span | undefined): Span | undefined {
  return span && span.from >= 0 ? span : undefined
}

function shifted(event: RecordedEvent, origin: number): RecordedEvent {
  const at = event.at - origin
  return 'since' in event ? { ...event, at, since: event.since - origin } : { ...event, at }
}

function waited(drafts: readonly Draft[]): Draft[] {
  const known = new Map<string, Draft>()
  for (const draft of drafts) known.set(draft.id, withWait(draft, known))
  return [...known.values()]
}
