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

/**
 * Reads the events that the workers of a run have recorded, in order of time.
 *
 * @param own what this process has recorded
 */
export function readRecordings(
  folders: Iterable<string>,
  own: readonly RecordedLine[],
): RecordedEvent[] {
  const written = [...folders].flatMap((folder) => filesIn(folder)).map((path) => read(path))
  const events = [own, ...written].flatMap((lines) => eventsIn(lines))
  return events.sort((a, b) => a.at - b.at)
}

export function removeRecordings(folders: Iterable<string>): void {
  for (const folder of folders) for (const path of filesIn(folder)) rmSync(path, { force: true })
}

function filesIn(folder: string): string[] {
  const names = namesIn(folder).filter((name) => name.startsWith(RECORDING))
  return names.map((name) => join(folder, name))
}

function eventsIn(lines: readonly RecordedLine[]): RecordedEvent[] {
  const recorder = lines.find((one) => one.type === 'recorder')
  if (!recorder) return []
  return lines.flatMap((one) => (one.type === 'recorder' ? [] : [{ ...one, recorder }]))
}

/** A worker that ends may have written lines twice, in any order. */
function read(path: string): RecordedLine[] {
  const lines = new Set(readFileSync(path, 'utf8').split('\n'))
  return [...lines].flatMap((line) => parse(line) ?? [])
}

/** A worker that is killed while it writes leaves half a line. */
function parse(line: string): RecordedLine | undefined {
  try {
    return JSON.parse(line) as RecordedLine
  } catch {
    return undefined
  }
}
