import { outageOf, type Target } from './targets.ts'
import { type ServiceLane, type TestBar, type Timeline, namesOfTests } from '../model/timeline.ts'
import { duration } from '../page/times.ts'

export interface Description {
  readonly title: string
  readonly lines: readonly string[]
}

const PHASES = {
  waiting: 'waits for its dependencies',
  preparing: 'prepares its directory',
  starting: 'starts',
  idle: 'ready',
  used: 'in use',
  away: 'away',
  crashed: 'crashed',
  stopping: 'stops',
} as const

/** The maximum number of names in a list. */
const MOST = 8

/** Describes a target in words. */
export function describe(target: Target, timeline: Timeline): Description {
  const { from, to } = target.span
  const when = `${duration(to - from)}, from ${duration(from)} to ${duration(to)}`
  if (target.kind === 'test') return describeTest(target.span, target.file.name, when, timeline)
  if (target.kind === 'file') {
    const failed = target.span.tests.filter(({ state }) => state === 'failed').length
    const count = `${target.span.tests.length} tests${failed > 0 ? `, ${failed} failed` : ''}`
    return { title: target.span.name, lines: [when, count] }
  }
  const { service, span } = target
  const lane = timeline.services[service]
  if (!lane) return { title: '', lines: [when] }
  const outage = outageOf(service, span, timeline)
  const held = new Set(outage?.held)
  return {
    title: `${lane.name}: ${PHASES[span.phase]}`,
    lines: [
      when,
      ...(span.phase === 'starting' || span.phase === 'preparing' ? stepsOf(lane, from, to) : []),
      ...(outage ? [`stopped or paused by ${outage.by}`] : []),
      ...(held.size > 0 ? [`waiting tests: ${namesOf([...held], timeline)}`] : []),
      ...(lane.failure === undefined ? [] : [lane.failure]),
      ...(lane.user === undefined ? [] : [`for ${lane.user}`]),
      ...(lane.log === undefined ? [] : [lane.log]),
    ],
  }
}

function describeTest(
  { name, state, uses, waits }: TestBar,
  file: string,
  when: string,
  { services, outages }: Timeline,
): Description {
  const waited = waits.map(({ kind, of, from, to }) => {
    const cause =
      kind === 'service' ? services[of]?.name : `the outage of ${outages[of]?.by ?? 'a test'}`
    return `waited ${duration(to - from)} for ${cause}`
  })
  const used = [...new Set(uses.map((one) => services[one]?.name))]
  return {
    title: name,
    lines: [
      `${state === 'other' ? '' : `${state}, `}${when}`,
      file,
      ...(used.length > 0 ? [`uses ${used.join(', ')}`] : []),
      ...waited,
    ],
  }
}

function stepsOf({ steps }: ServiceLane, begin: number, end: number): string[] {
  return steps
    .filter(({ from, to }) => from >= begin - 1 && to <= end + 1)
    .map(({ name, from, to }) => `${name}: ${duration(to - from)}`)
}

function namesOf(ids: readonly string[], timeline: Timeline): string {
  const names = namesOfTests(timeline)
  const shown = ids.slice(0, MOST).map((id) => names.get(id) ?? id)
  const more = ids.length > MOST ? ` and ${ids.length - MOST} more` : ''
  return `${shown.join(', ')}${more}`
}
