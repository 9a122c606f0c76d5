import {
  type CriticalPath,
  type ServiceLane,
  type TestBar,
  type WorkerLane,
  testsOfTimeline,
} from './timeline.ts'

/** The services that the first test had to wait for, one after the other. */
export function criticalPath(
  services: readonly ServiceLane[],
  workers: readonly WorkerLane[],
): CriticalPath | undefined {
  const test = firstTest(services, workers)
  if (!test) return undefined
  const parts: { service: number; from: number; to: number }[] = []
  let candidates = test.uses
  for (;;) {
    const last = latest(services, candidates, parts[0]?.to ?? test.to)
    const start = last === undefined ? undefined : services[last]?.start
    if (last === undefined || !start) break
    parts.unshift({ service: last, ...start })
    candidates = services[last]?.needs ?? []
  }
  // A dependency that was ready long before its dependent began has caused no delay.
  const chain = parts.map((part, index) => {
    const before = parts[index - 1]
    const { service, from, to } = part
    return { service, from: Math.max(from, before?.to ?? from), to }
  })
  const to = chain.at(-1)?.to
  return to === undefined ? undefined : { test: test.name, to, parts: chain }
}

/** The first test that could begin its work. */
function firstTest(
  services: readonly ServiceLane[],
  workers: readonly WorkerLane[],
): TestBar | undefined {
  let first: TestBar | undefined
  let firstAt = Infinity
  for (const test of testsOfTimeline({ workers })) {
    if (test.uses.length === 0) continue
    const at = Math.max(test.from, ...test.uses.map((index) => readyAt(services[index])))
    if (at >= firstAt) continue
    first = test
    firstAt = at
  }
  return first
}

/** The service that was ready last, before a moment. */
function latest(
  services: readonly ServiceLane[],
  among: readonly number[],
  before: number,
): number | undefined {
  return among
    .filter((index) => readyAt(services[index]) <= before)
    .toSorted((a, b) => readyAt(services[b]) - readyAt(services[a]))[0]
}

function readyAt(lane: ServiceLane | undefined): number {
  return lane?.start?.to ?? Infinity
}
