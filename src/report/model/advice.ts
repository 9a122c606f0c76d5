import type { ServiceLane, Step, TestBar, Timeline } from './timeline.ts'

/** Milliseconds from which a start or a wait is worth advice. */
const WORTH = 500
/** The maximum length of a list. */
const MOST = 10

/** The slowest start of a service, and how often it was started. */
export interface SlowStart {
  readonly name: string
  readonly place: string
  readonly took: number
  /** For its dependencies, before the start. */
  readonly waited: number
  readonly times: number
  /** Milliseconds of all its starts. */
  readonly total: number
  readonly steps: readonly Step[]
  readonly advice: readonly string[]
}

export interface WaitingTest {
  readonly test: TestBar
  readonly file: string
  readonly worker: string
  readonly forServices: number
  readonly forOutages: number
  readonly advice: readonly string[]
}

/** The services that are slowest to start, with what would help. */
export function slowStarts(timeline: Timeline): SlowStart[] {
  const byName = new Map<string, ServiceLane[]>()
  for (const lane of timeline.services) {
    if (!lane.start) continue
    byName.set(lane.name, [...(byName.get(lane.name) ?? []), lane])
  }
  return Array.from(byName.values(), (lanes) => slowest(lanes, timeline))
    .flat()
    .sort((a, b) => b.total - a.total)
    .slice(0, MOST)
}

function slowest(lanes: readonly ServiceLane[], timeline: Timeline): SlowStart[] {
  const [lane] = lanes.toSorted((a, b) => tookOf(b) - tookOf(a))
  if (!lane?.start) return []
  const { name, place, start, phases, steps } = lane
  const [first] = phases
  return [
    {
      name,
      place,
      took: tookOf(lane),
      waited: first?.phase === 'waiting' ? first.to - first.from : 0,
      times: lanes.length,
      total: lanes.reduce((sum, one) => sum + tookOf(one), 0),
      // The picture shows the steps of later starts.
      steps: steps.filter(({ to }) => to <= start.to + 1),
      advice: tookOf(lane) < WORTH ? [] : adviceOn(lane, lanes, timeline),
    },
  ]
}

function tookOf({ start }: ServiceLane): number {
  return start ? start.to - start.from : 0
}

function adviceOn(
  lane: ServiceLane,
  all: readonly ServiceLane[],
  { services, critical }: Timeline,
): string[] {
  if (lane.isExternal) return []
  const advice: string[] = []
  const isShared = all.some(({ place }) => place === 'shared')
  const isFirst = critical?.parts.some(({ service }) => services[service] === lane) === true
  if (isShared && isFirst)
    advice.push('`eager: true` starts it while Vitest collects the first files.')
  if (!isShared && all.length > 1)
    advice.push(
      `\`shareServices([{ service: ${lane.name}, per: 'worker' }])\` starts it once in each worker, instead of ${all.length} times.`,
    )
  if (!isShared && all.length === 1)
    advice.push('A warm-up in `beforeAll` keeps its start out of the first test.')
  if (!lane.isPrepared)
    advice.push('If each start fills a folder anew, `prepare` fills it once and copies it.')
  return advice
}

/** The tests that have waited longest, with what would help. */
export function waitingTests({ workers }: Timeline): WaitingTest[] {
  const all = workers.flatMap((worker) =>
    worker.files.flatMap((file) =>
      file.tests.map((test): WaitingTest => {
        const forServices = sum(test, 'service')
        const forOutages = sum(test, 'outage')
        const advice: string[] = []
        if (forOutages >= WORTH)
          advice.push(
            "With `per: 'worker'`, or `unshared()` in the file that stops the service, nobody else waits.",
          )
        if (forServices >= WORTH)
          advice.push('A warm-up in `beforeAll`, or `eager: true`, starts them before.')
        return { test, file: file.name, worker: worker.name, forServices, forOutages, advice }
      }),
    ),
  )
  return all
    .filter(({ forServices, forOutages }) => forServices + forOutages >= 1)
    .sort((a, b) => b.forServices + b.forOutages - a.forServices - a.forOutages)
    .slice(0, MOST)
}

function sum({ waits }: TestBar, kind: 'service' | 'outage'): number {
  return waits.reduce((total, one) => total + (one.kind === kind ? one.to - one.from : 0), 0)
}
