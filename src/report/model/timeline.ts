/** The state of a service, which the colours of the picture show. */
export type Phase =
  | 'waiting'
  | 'preparing'
  | 'starting'
  | 'idle'
  | 'used'
  | 'away'
  | 'crashed'
  | 'stopping'

/** All times are in milliseconds from the start of the picture. */
export interface Span {
  readonly from: number
  readonly to: number
}

export interface PhaseSpan extends Span {
  readonly phase: Phase
}

/** A part of a start: its `prepare`, the time up to the process, and the checks with the same result. */
export interface Step extends Span {
  readonly name: string
}

/** One instance of a service. */
export interface ServiceLane {
  readonly id: string
  readonly name: string
  /** The process that started it: `shared` for the main process, or a worker. */
  readonly place: string
  /** The test, file, worker or run that it was started for. */
  readonly user: string | undefined
  /** The indexes of the lanes of its dependencies. */
  readonly needs: readonly number[]
  readonly log: string | undefined
  readonly phases: readonly PhaseSpan[]
  readonly steps: readonly Step[]
  /** The moments of crashes, and of the ends of starts that failed. */
  readonly crashes: readonly number[]
  /** The first start, dependencies not included. Undefined if it never was ready. */
  readonly start: Span | undefined
  /** The run of its `prepare`. Undefined if the directory is a copy of an earlier result. */
  readonly preparation: Span | undefined
  /** The reason of a start that failed. */
  readonly failure: string | undefined
  readonly isPrepared: boolean
  readonly isExternal: boolean
}

/** A test that has waited for a service, or for an outage that another test made. */
export interface Wait extends Span {
  readonly kind: 'service' | 'outage'
  /** The index of a service or of an outage. */
  readonly of: number
}

export interface TestBar extends Span {
  readonly id: string
  readonly name: string
  readonly state: 'passed' | 'failed' | 'other'
  /** The indexes of the services and their dependencies. */
  readonly uses: readonly number[]
  readonly waits: readonly Wait[]
  /** Counts from 0 where tests of a file run at the same time. */
  readonly row: number
}

export interface FileBar extends Span {
  readonly id: string
  /** Begins with the name of its project, if that has one. */
  readonly name: string
  readonly project: string
  readonly tests: readonly TestBar[]
  /** Waits of its hooks. */
  readonly waits: readonly Wait[]
}

export interface WorkerLane {
  readonly name: string
  readonly files: readonly FileBar[]
  /** The largest number of tests that ran at the same time. */
  readonly rows: number
}

export interface OutageSpan extends Span {
  readonly by: string
  /** The indexes of services. */
  readonly services: readonly number[]
  /** The ids of the tests that have waited for its end. */
  readonly held: readonly string[]
  readonly test: string | undefined
}

/** The starts that delayed the first test, one after the other. */
export interface CriticalPath {
  readonly test: string
  readonly to: number
  readonly parts: readonly (Span & { readonly service: number })[]
}

export interface Timeline {
  readonly title: string
  /** By the wall clock. */
  readonly begunAt: number
  readonly duration: number
  readonly services: readonly ServiceLane[]
  readonly workers: readonly WorkerLane[]
  readonly outages: readonly OutageSpan[]
  readonly critical: CriticalPath | undefined
  /** The omitted data: `['900 tests']`. */
  readonly leftOut: readonly string[]
}

export function testsOfTimeline({ workers }: Pick<Timeline, 'workers'>): TestBar[] {
  return workers.flatMap(({ files }) => files.flatMap(({ tests }) => tests))
}

/** Returns the names of all tests by their ids. */
export function namesOfTests(timeline: Pick<Timeline, 'workers'>): Map<string, string> {
  return new Map(testsOfTimeline(timeline).map(({ id, name }) => [id, name]))
}
