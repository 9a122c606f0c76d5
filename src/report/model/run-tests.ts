import { untangled } from './spans.ts'

interface RunResult {
  readonly state: string
  readonly startTime?: number | undefined
  readonly duration?: number | undefined
}

/** The part of Vitest's tasks that the timeline needs. Times are of the wall clock. */
export interface RunTask {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly concurrent?: boolean | undefined
  readonly result?: RunResult | undefined
  readonly tasks?: readonly RunTask[]
}

export interface RunFile extends RunTask {
  readonly projectName?: string | undefined
}

export interface RunTest {
  readonly id: string
  /** With the names of its suites. */
  readonly name: string
  readonly state: 'passed' | 'failed' | 'other'
  readonly from: number
  readonly to: number
}

const STATES: Readonly<Record<string, 'passed' | 'failed'>> = { pass: 'passed', fail: 'failed' }

/** @param offset milliseconds to add to the wall clock */
export function testsOf(file: RunFile, offset: number): RunTest[] {
  const alone = new Set<string>()
  const collect = (tasks: readonly RunTask[], before: readonly string[]): RunTest[] =>
    tasks.flatMap((task) => {
      const names = [...before, task.name]
      if (task.type !== 'test') return collect(task.tasks ?? [], names)
      const { startTime, duration = 0, state = '' } = task.result ?? {}
      if (startTime === undefined || state === 'skip') return []
      if (task.concurrent !== true) alone.add(task.id)
      const from = startTime + offset
      return [
        {
          id: task.id,
          name: names.join(' > '),
          state: STATES[state] ?? 'other',
          from,
          to: from + duration,
        },
      ]
    })
  return untangled(collect(file.tasks ?? [], []), ({ id }) => alone.has(id))
}
