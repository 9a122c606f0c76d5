import { camelCase } from '../../fixtures/declaration/camel-case.ts'
import type { ServiceLane, Span, Step, TestBar, Timeline } from './timeline.ts'

/** Milliseconds from which a start or a wait is worth advice. */
const WORTH = 500
/** Milliseconds from which a start may have filled a folder. */
const LONG = 2_000
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
  /** The milliseconds that it waited for each service, the longest first. */
  readonly services: readonly (readonly [name: string, waited: number])[]
  readonly forOutages: number
  readonly advice: readonly string[]
}

/** The services that are slowest to start, with advice. */
export function slowStarts(timeline: Timeline): SlowStart[] {
  const byName = new Map<string, ServiceLane[]>()
  for (const lane of timeline.services) {
    if (!lane.start) continue
    byName.set(lane.name, [...(byName.get(lane.name) ?? []), lane])
  }
  return Array.from(byName.values())
    .flatMap(slowest)
    .sort((a, b) => b.total - a.total)
    .slice(0, MOST)
}

function slowest(lanes: readonly ServiceLane[]): SlowStart[] {
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
      total: sum(lanes, tookOf),
      // The picture shows the steps of later starts.
      steps: steps.filter(({ to }) => to <= start.to + 1),
      advice: tookOf(lane) < WORTH ? [] : adviceOn(lane, lanes),
    },
  ]
}

function tookOf({ start }: ServiceLane): number {
  return lengthOf(start)
}

/** Returns advice for fewer or shorter starts. */
function adviceOn(lane: ServiceLane, all: readonly ServiceLane[]): string[] {
  if (lane.isExternal) return []
  const advice: string[] = []
  const isShared = all.some(({ place }) => place === 'shared')
  const times = all.length
  if (!isShared && times > 1)
    advice.push(
      `If its users leave no data behind, \`shareServices([{ service: ${camelCase(lane.name)}, per: 'worker' }])\` starts it once in each worker, instead of ${times} times.`,
    )
  if (lengthOf(lane.preparation) >= WORTH)
    advice.push('The next run copies the result of `prepare`, unless its `inputs` change.')
  if (!lane.isPrepared && tookOf(lane) >= LONG)
    advice.push('If each start fills a folder anew, `prepare` fills it once and copies it.')
  return advice
}

/** The tests that have waited longest, with advice. */
export function waitingTests({ workers, services }: Timeline): WaitingTest[] {
  const shared = new Set(services.filter(({ place }) => place === 'shared').map(({ name }) => name))
  const all = workers.flatMap((worker) =>
    worker.files.flatMap((file) =>
      file.tests.filter(hasWaited).map((test): WaitingTest => {
        const waited = waitedFor(test, services)
        const forServices = sum(waited, ([, one]) => one)
        const outages = test.waits.filter(({ kind }) => kind === 'outage')
        const forOutages = sum(outages, lengthOf)
        const advice = forOutages < WORTH ? [] : [ON_OUTAGES]
        advice.push(...adviceOnWaits(waited, shared))
        return {
          test,
          file: file.name,
          worker: worker.name,
          forServices,
          services: waited,
          forOutages,
          advice,
        }
      }),
    ),
  )
  return all
    .filter(({ forServices, forOutages }) => forServices + forOutages >= 1)
    .sort((a, b) => b.forServices + b.forOutages - a.forServices - a.forOutages)
    .slice(0, MOST)
}

function hasWaited({ waits }: TestBar): boolean {
  return waits.length > 0
}

function waitedFor({ waits }: TestBar, services: readonly ServiceLane[]): [string, number][] {
  const byName = new Map<string, number>()
  for (const { kind, of, from, to } of waits) {
    const name = services[of]?.name
    if (kind === 'service' && name !== undefined)
      byName.set(name, (byName.get(name) ?? 0) + to - from)
  }
  return [...byName].sort(([, a], [, b]) => b - a)
}

const ON_OUTAGES =
  "With `per: 'worker'`, or `unshared()` in the file that stops the service, no other test waits."

function adviceOnWaits(
  waited: readonly (readonly [name: string, waited: number])[],
  shared: ReadonlySet<string>,
): string[] {
  const names = waited.flatMap(([name, one]) => (one >= WORTH ? [name] : []))
  if (names.length === 0) return []
  const advice = [
    `\`test.beforeAll(({ ${names.map(camelCase).join(', ')} }) => {}, 60_000)\` starts ${names.length === 1 ? 'it' : 'them'} before the first test.`,
  ]
  if (shared.size > 1 && names.some((name) => shared.has(name)))
    advice.push('`eager: true` starts all shared services at the same time, before all tests.')
  return advice
}

function sum<T>(items: readonly T[], numberOf: (item: T) => number): number {
  return items.reduce((total, item) => total + numberOf(item), 0)
}

function lengthOf(span: Span | undefined): number {
  return span ? span.to - span.from : 0
}
