import {
  type FileBar,
  type OutageSpan,
  type PhaseSpan,
  type TestBar,
  type Timeline,
  testsOfTimeline,
} from '../model/timeline.ts'

/** A bar that the cursor or the keyboard points at. */
export type Target =
  | { readonly kind: 'phase'; readonly service: number; readonly span: PhaseSpan }
  | { readonly kind: 'file'; readonly worker: number; readonly span: FileBar }
  | {
      readonly kind: 'test'
      readonly worker: number
      readonly file: FileBar
      readonly span: TestBar
    }

/** The services and tests that belong to a target. The rest of the picture fades. */
export interface Related {
  readonly services: ReadonlySet<number>
  readonly tests: ReadonlySet<string>
}

export function relatedTo(target: Target, timeline: Timeline): Related {
  if (target.kind === 'test') return ofTests([target.span], timeline)
  if (target.kind === 'file') return ofTests(target.span.tests, timeline)
  const { service, span } = target
  const outage = outageOf(service, span, timeline)
  if (outage) {
    const taker = outage.test === undefined ? [] : [outage.test]
    return {
      services: new Set([...outage.services, service]),
      tests: new Set([...outage.held, ...taker]),
    }
  }
  const users = testsOfTimeline(timeline).filter(({ uses }) => uses.includes(service))
  const needs = timeline.services[service]?.needs ?? []
  return { services: new Set([service, ...needs]), tests: new Set(users.map(({ id }) => id)) }
}

function ofTests(tests: readonly TestBar[], { outages }: Timeline): Related {
  const services = new Set(tests.flatMap(({ uses }) => uses))
  const ids = new Set(tests.map(({ id }) => id))
  for (const { waits } of tests)
    for (const { kind, of } of waits) {
      if (kind === 'service') services.add(of)
      const outage = kind === 'outage' ? outages[of] : undefined
      for (const one of outage?.services ?? []) services.add(one)
      if (outage?.test !== undefined) ids.add(outage.test)
    }
  return { services, tests: ids }
}

/** The outage that a phase of a service belongs to. */
export function outageOf(
  service: number,
  { phase, from, to }: PhaseSpan,
  { outages }: Timeline,
): OutageSpan | undefined {
  if (phase === 'idle' || phase === 'used') return undefined
  return outages.find((one) => one.services.includes(service) && one.from < to && from < one.to)
}
