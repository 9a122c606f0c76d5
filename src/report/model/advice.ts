import type { ServiceLane, TestBar, Timeline } from './timeline.ts'

/** Milliseconds from which a start or a wait is worth advice. */
const WORTH = 500
/** How many are listed. */
const MOST = 10

export interface SlowStart {
  readonly service: number
  readonly took: number
  /** For its dependencies, before the start. */
  readonly waited: number
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

/** The slowest starts, with what would help. */
export function slowStarts(timeline: Timeline): SlowStart[] {
  return timeline.services
    .flatMap((lane, service): SlowStart[] => {
      if (!lane.start) return []
      const [first] = lane.phases
      const waited = first?.phase === 'waiting' ? first.to - first.from : 0
      const took = lane.start.to - lane.start.from
      return [{ service, took, waited, advice: took < WORTH ? [] : adviceOn(lane, timeline) }]
    })
    .sort((a, b) => b.took - a.took)
    .slice(0, MOST)
}

function adviceOn(lane: ServiceLane, { services, critical }: Timeline): string[] {
  if (lane.isExternal) return []
  const advice: string[] = []
  const isShared = lane.place === 'shared'
  const others = services.filter(({ name }) => name === lane.name)
  const isFirst = critical?.parts.some(({ service }) => services[service] === lane) === true
  if (isShared && isFirst)
    advice.push('`eager: true` starts it while Vitest still collects the first files')
  if (!isShared && others.length > 1)
    advice.push(
      `it was started ${others.length} times: \`shareServices([{ service: ${lane.name}, per: 'worker' }])\` starts it once in each worker`,
    )
  if (!isShared && others.length === 1)
    advice.push('a warm-up in `beforeAll` keeps its start out of the time of the first test')
  if (!lane.isPrepared)
    advice.push('`prepare` keeps a folder that each start would otherwise fill anew')
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
          advice.push("`per: 'worker'` gives each worker a service of its own to stop")
        if (forServices >= WORTH)
          advice.push('a warm-up in `beforeAll`, or `eager: true` for shared services')
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
