import type { Schedule, Step, WorkerPlan } from './schedule.ts'

/** Schedules that have broken a rule, each for a reason of its own. */
export const KNOWN_SCHEDULES: readonly Schedule[] = [
  // A test has an outage and asks for another one, while a worker restarts the other service after a crash.
  {
    graph: [independent(), independent()],
    workers: [
      worker(2, { hook: [stopped(0)], tests: [{ steps: [], timeout: undefined }] }),
      worker(1, {
        hook: [{ do: 'use', service: 1, time: 3 }],
        tests: [{ steps: [{ ...stopped(1), isAwaited: false }, stopped(0)], timeout: undefined }],
      }),
    ],
    crashes: [{ at: 0, service: 0, isSulky: true }],
  },
  // The same, and the first outage has a further call of its own meanwhile.
  {
    graph: [independent(), independent()],
    workers: [
      worker(2, { hook: [stopped(0)], tests: [{ steps: [], timeout: undefined }] }),
      worker(1, {
        hook: [{ do: 'use', service: 1, time: 3 }],
        tests: [
          {
            steps: [
              { ...stopped(1), body: [{ do: 'stop', service: 1 }], isAwaited: false },
              stopped(0),
            ],
            timeout: undefined,
          },
        ],
      }),
    ],
    crashes: [{ at: 0, service: 0, isSulky: true }],
  },
]

function independent(): Schedule['graph'][number] {
  return { needs: 0, boot: 1, isFragile: false }
}

function worker(
  latency: number,
  file: Omit<WorkerPlan['files'][number], 'isConcurrent'>,
): WorkerPlan {
  const files = [{ isConcurrent: false, ...file }]
  return { latency, files, dies: undefined, stays: false }
}

function stopped(service: number): Step & { readonly do: 'stopped' | 'paused' } {
  return { do: 'stopped', service, body: [], isAwaited: true }
}
