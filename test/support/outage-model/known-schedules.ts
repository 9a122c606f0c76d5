import type { FilePlan, Schedule, Step, TestPlan, WorkerPlan } from './schedule.ts'

const INDEPENDENT = { needs: 0, boot: 1, isFragile: false }
const SLOW = { ...INDEPENDENT, boot: 4 }

/** Schedules that have broken a rule, each for a reason of its own. */
export const KNOWN_SCHEDULES: readonly Schedule[] = [
  // A test has an outage and asks for another one, while a worker restarts the other service after a crash.
  restartedDuringTwoOutages([]),
  // The same, and the first outage has a further call of its own meanwhile.
  restartedDuringTwoOutages([{ do: 'stop', service: 1 }]),
  // A test asks for a service in the tick in which another test gives it back, and an outage takes it.
  {
    graph: [SLOW, SLOW],
    workers: [
      worker(2, {
        isConcurrent: true,
        tests: [test(use(1, 3), use(1, 3)), test(use(0, 5), use(1, 0))],
      }),
      worker(1, { tests: [twoOutages([])] }),
    ],
    crashes: [],
  },
]

function restartedDuringTwoOutages(body: readonly Step[]): Schedule {
  return {
    graph: [INDEPENDENT, INDEPENDENT],
    workers: [
      worker(2, { hook: [stopped(0, [])], tests: [test()] }),
      worker(1, { hook: [use(1, 3)], tests: [twoOutages(body)] }),
    ],
    crashes: [{ at: 0, service: 0, isSulky: true }],
  }
}

/** The second begins before the first has ended. */
function twoOutages(body: readonly Step[]): TestPlan {
  return test({ ...stopped(1, body), isAwaited: false }, stopped(0, []))
}

function worker(latency: number, file: Partial<FilePlan>): WorkerPlan {
  const files = [{ isConcurrent: false, hook: [], tests: [], ...file }]
  return { latency, files, dies: undefined, stays: false }
}

function test(...steps: readonly Step[]): TestPlan {
  return { steps, timeout: undefined }
}

function use(service: number, time: number): Step {
  return { do: 'use', service, time }
}

function stopped(
  service: number,
  body: readonly Step[],
): Step & { readonly do: 'stopped' | 'paused' } {
  return { do: 'stopped', service, body, isAwaited: true }
}
