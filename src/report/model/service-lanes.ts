import type { RecordedEvent } from '../recorded.ts'
import type { Phase, PhaseSpan, ServiceLane, Span, Step } from './timeline.ts'

/** A lane, before it is known who has used the service. */
export interface Draft extends Omit<ServiceLane, 'needs'> {
  readonly needs: readonly string[]
}

type InstanceEvent = Extract<RecordedEvent, { instance: string }>

/** The lanes of all instances, in the order in which they began. */
export function draftLanes(events: readonly RecordedEvent[], end: number): Draft[] {
  const histories = new Map<string, InstanceEvent[]>()
  for (const event of events) {
    if (!isOfInstance(event)) continue
    const history = histories.get(event.instance)
    if (history) history.push(event)
    else histories.set(event.instance, [event])
  }
  return Array.from(histories.values(), (history) => draft(history, end))
}

function isOfInstance(event: RecordedEvent): event is InstanceEvent {
  return 'instance' in event && event.type !== 'lent' && event.instance !== undefined
}

/** The phase that begins with an event; undefined where none is there any more. */
const PHASES: Partial<Record<InstanceEvent['type'], Phase | 'gone'>> = {
  asked: 'waiting',
  created: 'starting',
  preparing: 'preparing',
  prepared: 'starting',
  starting: 'starting',
  ready: 'idle',
  failed: 'gone',
  stopping: 'stopping',
  stopped: 'away',
  paused: 'away',
  resumed: 'idle',
  crashed: 'crashed',
}

function draft(history: readonly InstanceEvent[], end: number): Draft {
  const asked = history.find((event) => event.type === 'asked')
  const created = history.find((event) => event.type === 'created')
  const ready = history.find(({ type }) => type === 'ready')
  const preparing = history.find(({ type }) => type === 'preparing')
  const prepared = history.find((event) => event.type === 'prepared' && !event.isCopy)
  const failed = history.findLast((event) => event.type === 'failed')
  const crashes = history.filter(({ type }) => type === 'crashed' || type === 'failed')
  const { instance: id = '', recorder } = history[0] ?? {}
  const { pool } = recorder ?? {}
  return {
    id,
    name: (created ?? asked)?.name ?? id,
    place: pool === undefined ? 'shared' : `worker ${pool}`,
    user: created?.user,
    needs: created?.needs ?? [],
    log: created?.log,
    phases: phasesOf(history, end),
    steps: stepsOf(history),
    crashes: crashes.map(({ at }) => at),
    start: between(created, ready),
    preparation: between(preparing, prepared),
    failure: failed?.reason,
    isPrepared: created?.isPrepared === true,
    isExternal: created?.isExternal === true,
  }
}

function between(
  first: InstanceEvent | undefined,
  last: InstanceEvent | undefined,
): Span | undefined {
  return first && last && { from: first.at, to: last.at }
}

function phasesOf(history: readonly InstanceEvent[], end: number): PhaseSpan[] {
  const spans: PhaseSpan[] = []
  let open: { phase: Phase; from: number } | undefined
  let isEnding = false
  const close = (at: number): void => {
    if (open && at > open.from) spans.push({ ...open, to: at })
    open = undefined
  }
  for (const { type, at } of history) {
    isEnding ||= type === 'ending'
    const phase = PHASES[type]
    if (phase === undefined || phase === open?.phase) continue
    // A crash is looked at, and then the process is stopped for good measure.
    if (open?.phase === 'crashed' && type === 'stopped' && !isEnding) continue
    close(at)
    const isOver = phase === 'gone' || (type === 'stopped' && isEnding)
    if (!isOver) open = { phase, from: at }
  }
  close(end)
  return spans
}

function stepsOf(history: readonly InstanceEvent[]): Step[] {
  const steps: Step[] = []
  let from: number | undefined
  let spawnedAt: number | undefined
  for (const event of history) {
    const { type, at } = event
    if (type === 'created') from = at
    if (type === 'starting') from ??= at
    if (type === 'preparing') from = at
    if (event.type === 'prepared') {
      const name = event.isCopy ? 'copy of its prepared directory' : 'prepared'
      if (from !== undefined) steps.push({ name, from, to: at })
      from = at
    }
    if (type === 'spawned') {
      if (from !== undefined) steps.push({ name: 'until spawned', from, to: at })
      from = undefined
      spawnedAt = at
    }
    if (type === 'checked') {
      const times = event.count === undefined || event.count === 1 ? '' : ` (${event.count} checks)`
      const begun = Math.max(event.since, spawnedAt ?? event.since)
      steps.push({ name: `${event.result}${times}`, from: begun, to: at })
    }
  }
  return steps
}
