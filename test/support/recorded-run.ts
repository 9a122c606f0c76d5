import type { ServiceStep } from '../../src/fixtures/events/service-event.ts'
import type { RunFile, RunTask } from '../../src/report/model/run-tests.ts'
import { buildTimeline } from '../../src/report/model/build-timeline.ts'
import type { Timeline } from '../../src/report/model/timeline.ts'
import type { RecordedEvent } from '../../src/report/recorded.ts'

/** What the wall clock is ahead of that of the events. */
const AHEAD = 1_000_000

type Step<S = ServiceStep> = S extends ServiceStep ? S & { readonly count?: number } : never

/** Events of the main process, or of a worker. */
export function recorded(
  pool: number | undefined,
  ...steps: readonly (readonly [at: number, step: Step])[]
): RecordedEvent[] {
  const recorder = { type: 'recorder', pid: 1, pool } as const
  return steps.map(([at, step]): RecordedEvent => Object.assign({}, step, { at, recorder }))
}

/** The steps of a service that is started once. */
export function started(
  instance: string,
  { created, spawned, ready, needs = [] }: StartTimes,
): (readonly [number, Step])[] {
  const name = instance.replace(/#.*/, '')
  const rest = { user: undefined, isPrepared: false, isExternal: false, log: undefined }
  return [
    [created, { type: 'created', instance, name, needs, ...rest }],
    [created + 1, { type: 'starting', instance }],
    [spawned, { type: 'spawned', instance, pid: 7 }],
    [ready, { type: 'checked', instance, since: spawned, result: 'passed' }],
    [ready, { type: 'ready', instance }],
  ]
}

interface StartTimes {
  readonly created: number
  readonly spawned: number
  readonly ready: number
  readonly needs?: readonly string[]
}

/** A test as Vitest tells of it. */
export function testTask(id: string, from: number, to: number, state = 'pass'): RunTask {
  const result = { state, startTime: from + AHEAD, duration: to - from }
  return { id, name: `test ${id}`, type: 'test', result }
}

/** They run at the same time. */
export function concurrent(...tasks: readonly RunTask[]): RunTask[] {
  return tasks.map((task) => Object.assign({}, task, { concurrent: true }))
}

export function fileTask(id: string, tasks: readonly RunTask[]): RunFile {
  const starts = tasks.map(({ result }) => result?.startTime ?? 0)
  const ends = tasks.map(({ result }) => (result?.startTime ?? 0) + (result?.duration ?? 0))
  const startTime = Math.min(...starts)
  const result = { state: 'pass', startTime, duration: Math.max(...ends) - startTime }
  return { id, name: `${id}.test.ts`, type: 'suite', tasks, result }
}

/** The timeline of these events and files; it begins with the first of them. */
export function timelineOf(
  events: readonly RecordedEvent[],
  files: readonly RunFile[],
  { end = 10_000, since }: { readonly end?: number; readonly since?: number } = {},
): Timeline {
  const sorted = events.toSorted((a, b) => a.at - b.at)
  return buildTimeline({
    title: '/app',
    events: sorted,
    files,
    end,
    wallAhead: AHEAD,
    since,
    leftOut: [],
  })
}
