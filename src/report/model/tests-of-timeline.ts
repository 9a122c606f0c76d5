import type { TestBar, Timeline } from './timeline.ts'

export function testsOfTimeline({ workers }: Pick<Timeline, 'workers'>): TestBar[] {
  return workers.flatMap(({ files }) => files.flatMap(({ tests }) => tests))
}

/** Returns the names of all tests by their ids. */
export function namesOfTests(timeline: Pick<Timeline, 'workers'>): Map<string, string> {
  return new Map(testsOfTimeline(timeline).map(({ id, name }) => [id, name]))
}
