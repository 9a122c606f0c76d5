import { closeSync, fstatSync, openSync, readSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Buffer } from 'node:buffer'
import { namesIn } from '../executors/internal.ts'
import { RECORDING, type RecordedLine, type Recorder } from '../fixtures/events/recording.ts'
import { MOST_BYTES } from './model/limits.ts'
import type { ServiceEvent } from '../fixtures/events/service-event.ts'

export type RecordedEvent = ServiceEvent & {
  readonly recorder: Recorder
  /** The number of checks with the same result. */
  readonly count?: number
}

interface Recordings {
  readonly events: RecordedEvent[]
  /** Bytes. */
  readonly leftOut: number
}

/** File systems count in up to two seconds. */
const COARSE = 2_000

/**
 * Reads the events that the workers of a run have recorded, in order of time.
 *
 * @param own the events of this process
 * @param writtenSince the time of the wall clock; files that were last written before it are left out
 * @param most bytes
 */
export function readRecordings(
  folders: Iterable<string>,
  own: readonly RecordedLine[],
  writtenSince: number = -Infinity,
  most: number = MOST_BYTES,
): Recordings {
  let leftOut = 0
  let room = most
  const written = [...folders]
    .flatMap((folder) => filesIn(folder))
    .filter((path) => statSync(path).mtimeMs > writtenSince - COARSE)
    .map((path) => {
      const { text, size } = read(path, room)
      room -= text.length
      leftOut += size - text.length
      return linesIn(text.toString())
    })
  const events = [own, ...written].flatMap((lines) => eventsIn(lines))
  return { events: events.sort((a, b) => a.at - b.at), leftOut }
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

function read(path: string, most: number): { readonly text: Buffer; readonly size: number } {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const text = Buffer.alloc(Math.min(size, most))
    return { text: text.subarray(0, readSync(file, text)), size }
  } finally {
    closeSync(file)
  }
}

/** A worker that ends may have written lines twice, in any order. */
function linesIn(text: string): RecordedLine[] {
  return [...new Set(text.split('\n'))].flatMap((line) => parse(line) ?? [])
}

/** The last line may be cut off: by the limit, or as its worker was killed. */
function parse(line: string): RecordedLine | undefined {
  try {
    return JSON.parse(line) as RecordedLine
  } catch {
    return undefined
  }
}
