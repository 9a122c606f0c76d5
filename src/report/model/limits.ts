import type { RunFile, RunTask } from './run-tests.ts'

/*
 * Vitest's main process holds the timeline in memory while it is written. These keep it within 64 MB.
 */

/** The most tests of a timeline. */
const MOST_TESTS = 7_500

/** The most bytes of recorded events of a timeline. */
export const MOST_BYTES: number = 2 * 1024 * 1024

/** Leaves out the tests of the last files. Returns how many these are. */
export function withFewTests(
  files: readonly RunFile[],
  most: number = MOST_TESTS,
): { readonly files: readonly RunFile[]; readonly leftOut: number } {
  let room = most
  let leftOut = 0
  const earliestFirst = files.toSorted((a, b) => begin(a) - begin(b))
  const kept = earliestFirst.map((file): RunFile => {
    const tests = countTests(file)
    if (tests <= room) {
      room -= tests
      return file
    }
    leftOut += tests
    const { id, name, type, projectName, result } = file
    return { id, name, type, projectName, result }
  })
  return { files: kept, leftOut }
}

function begin({ result }: RunFile): number {
  return result?.startTime ?? Infinity
}

function countTests({ type, tasks = [] }: RunTask): number {
  return tasks.reduce((sum, task) => sum + countTests(task), type === 'test' ? 1 : 0)
}
