import * as fc from 'fast-check'

/** What a test or hook does. A service is given by its number. */
export type Step =
  | { readonly do: 'use'; readonly service: number; readonly time: number }
  | {
      readonly do: 'stopped' | 'paused'
      readonly service: number
      readonly body: readonly Step[]
      /** Otherwise the test goes on, and may end before the outage has begun. */
      readonly isAwaited: boolean
    }
  | { readonly do: 'stop' | 'kill' | 'start' | 'restart'; readonly service: number }

export interface TestPlan {
  readonly steps: readonly Step[]
  /** Milliseconds. Requests have a little less. */
  readonly timeout: number | undefined
}

export interface FilePlan {
  readonly isConcurrent: boolean
  readonly hook: readonly Step[]
  readonly tests: readonly TestPlan[]
}

export interface WorkerPlan {
  /** Milliseconds that a message takes. */
  readonly latency: number
  readonly files: readonly FilePlan[]
  /** When the worker dies. */
  readonly dies: number | undefined
  /** Keeps its connection after its last file. */
  readonly stays: boolean
}

export interface Schedule {
  /** For each service, the bits of those before it that it depends on. */
  readonly graph: readonly { needs: number; boot: number; isFragile: boolean }[]
  readonly workers: readonly WorkerPlan[]
  /** Services that exit by themselves. A sulky one fails to start the next time. */
  readonly crashes: readonly { at: number; service: number; isSulky: boolean }[]
}

const service = fc.nat(3)
const use = fc.record({ do: fc.constant('use' as const), service, time: fc.nat(8) })
const verb = fc.record({
  do: fc.constantFrom('stop' as const, 'kill' as const, 'start' as const, 'restart' as const),
  service,
})

function outage(body: fc.Arbitrary<Step>): fc.Arbitrary<Step> {
  return fc.record({
    do: fc.constantFrom('stopped' as const, 'paused' as const),
    service,
    body: fc.array(body, { maxLength: 2 }),
    isAwaited: fc.nat(5).map((chance) => chance > 0),
  })
}

const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: use, weight: 4 },
  { arbitrary: outage(fc.oneof({ arbitrary: use, weight: 3 }, outage(use), verb)), weight: 3 },
  { arbitrary: verb, weight: 1 },
)

function steps(maxLength: number): fc.Arbitrary<Step[]> {
  return fc.array(step, { maxLength })
}

const test: fc.Arbitrary<TestPlan> = fc.record({
  steps: steps(2),
  timeout: fc.option(fc.integer({ min: 6, max: 40 }), { nil: undefined }),
})

const file: fc.Arbitrary<FilePlan> = fc.record({
  isConcurrent: fc.boolean(),
  hook: steps(1),
  tests: fc.array(test, { minLength: 1, maxLength: 2 }),
})

const worker: fc.Arbitrary<WorkerPlan> = fc.record({
  latency: fc.integer({ min: 1, max: 3 }),
  files: fc.array(file, { minLength: 1, maxLength: 2 }),
  dies: fc.option(fc.nat(60), { nil: undefined, freq: 4 }),
  stays: fc.boolean(),
})

export const schedules: fc.Arbitrary<Schedule> = fc.record({
  graph: fc.array(
    fc.record({ needs: fc.nat(7), boot: fc.integer({ min: 1, max: 5 }), isFragile: fc.boolean() }),
    { minLength: 1, maxLength: 4 },
  ),
  workers: fc.array(worker, { minLength: 1, maxLength: 3 }),
  crashes: fc.array(fc.record({ at: fc.nat(60), service, isSulky: fc.boolean() }), {
    maxLength: 2,
  }),
})
