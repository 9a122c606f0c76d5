import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { namesIn } from '../executors/internal.ts'
import { RECORDING, type RecordedLine, type Recorder } from '../fixtures/events/recording.ts'
import type { ServiceEvent } from '../fixtures/events/service-event.ts'

export type RecordedEvent = ServiceEvent & {
  readonly recorder: Recorder
  /** Of checks with the same result. */
  readonly count?: number
}

/** Reads the events that the processes of a run have recorded, in order of time. */
export function readRecordings(folders: Iterable<string>): RecordedEvent[] {
  const events = [...folders].flatMap((folder) => filesIn(folder)).flatMap((path) => read(path))
  return events.sort((a, b) => a.at - b.at)
}

export function removeRecordings(folders: Iterable<string>): void {
  for (const folder of folders) for (const path of filesIn(folder)) rmSync(path, { force: true })
}

function filesIn(folder: string): string[] {
  const names = namesIn(folder).filter((name) => name.startsWith(RECORDING))
  return names.map((name) => join(folder, name))
}

function read(path: string): RecordedEvent[] {
  let recorder: Recorder | undefined
  const events: RecordedEvent[] = []
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const one = parse(line)
    if (one?.type === 'recorder') recorder = one
    else if (one && recorder) events.push({ ...one, recorder })
  }
  return events
}

/** A worker that is killed while it writes leaves half a line. */
function parse(line: string): RecordedLine | undefined {
  try {
    return JSON.parse(line) as RecordedLine
  } catch {
    return undefined
  }
}
