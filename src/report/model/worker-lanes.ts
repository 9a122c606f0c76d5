import { testsOf, type RunFile } from './run-tests.ts'
import { earliest, latest, rowsOf, untangled } from './spans.ts'
import type { FileBar, TestBar, Wait, WorkerLane } from './timeline.ts'

interface Known {
  /** Milliseconds to add to the wall clock. */
  readonly offset: number
  /** The indexes of the services that a test uses. */
  readonly usesOf: (test: string) => readonly number[]
  readonly waitsOf: (task: string) => readonly Wait[]
  readonly poolOf: (file: string) => number | undefined
}

/** The files of a run by the places of the workers that ran them, as far as these are known. */
export function workerLanes(files: readonly RunFile[], known: Known): WorkerLane[] {
  const bars = files.flatMap((file) => fileBar(file, known)).sort((a, b) => a.from - b.from)
  const lanes = new Map<number, FileBar[]>()
  const isFree = (lane: number, { from, to }: FileBar): boolean =>
    (lanes.get(lane) ?? []).every((other) => other.to <= from || other.from >= to)
  const add = (lane: number, bar: FileBar): void =>
    void lanes.set(lane, [...(lanes.get(lane) ?? []), bar])
  for (const bar of bars) {
    const pool = known.poolOf(bar.id)
    if (pool !== undefined) add(pool, bar)
  }
  for (const bar of bars) {
    if (known.poolOf(bar.id) !== undefined) continue
    let lane = 1
    while (!isFree(lane, bar)) lane++
    add(lane, bar)
  }
  return [...lanes].sort(([a], [b]) => a - b).map(([pool, of]) => laneOf(pool, of))
}

function laneOf(pool: number, files: readonly FileBar[]): WorkerLane {
  const rows = files.flatMap(({ tests }) => tests.map(({ row }) => row + 1))
  return {
    name: `worker ${pool}`,
    // A worker runs one file at a time.
    files: untangled(files, () => true),
    rows: latest(rows, 1),
  }
}

function fileBar(file: RunFile, { offset, usesOf, waitsOf }: Known): FileBar[] {
  const tests = testsOf(file, offset)
  const rows = rowsOf(tests)
  const { startTime, duration = 0 } = file.result ?? {}
  const begins = tests.map(({ from }) => from)
  const ends = tests.map(({ to }) => to)
  if (startTime !== undefined) {
    begins.push(startTime + offset)
    ends.push(startTime + offset + duration)
  }
  const waits = waitsOf(file.id)
  if (begins.length === 0) return []
  const bars = tests.map((test, index): TestBar => {
    const { id } = test
    const known = { uses: usesOf(id), waits: waitsOf(id), row: rows[index] ?? 0 }
    return Object.assign({}, test, known)
  })
  const span = { from: earliest(begins, Infinity), to: latest(ends, -Infinity) }
  const { id, projectName: project = '' } = file
  const name = project === '' ? file.name : `${project}: ${file.name}`
  return [{ ...span, id, name, project, tests: bars, waits }]
}
