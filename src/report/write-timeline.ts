import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../executors/internal.ts'
import type { Recorded } from '../fixtures/events/recording.ts'
import { warnOnce } from '../fixtures/logs/warn-once.ts'
import { jobSummary } from './github/job-summary.ts'
import { buildTimeline } from './model/build-timeline.ts'
import { withFewTests } from './model/limits.ts'
import type { RunFile } from './model/run-tests.ts'
import { timelinePage } from './page/timeline-page.ts'
import { readRecordings } from './recorded.ts'
import { chromeTrace } from './trace/chrome-trace.ts'

interface Written {
  /** The folders with the logs of the run. The files are written to the first one. */
  readonly folders: readonly string[]
  /** The events of the main process. */
  readonly own: Recorded
  readonly title: string
  readonly files: readonly RunFile[]
  readonly end: number
  readonly wallAhead: number
  readonly since: number | undefined
  /** The file of the summary of a GitHub job. */
  readonly summary: string | undefined
}

/**
 * Writes the timeline next to the logs. Returns false if no service was used, or it could not be written: a
 * timeline fails no run.
 */
export function writeTimeline({ folders, own, summary, files, ...run }: Written): boolean {
  const [folder] = folders
  if (folder === undefined) return false
  try {
    // Watch mode may run for days. Only the current workers have the needed events.
    const since = run.since === undefined ? undefined : run.since + run.wallAhead
    const { events, leftOut: bytes } = readRecordings(folders, own.lines, since)
    if (events.length === 0) return false
    const { files: drawn, leftOut: tests } = withFewTests(files)
    const leftOut = [
      ...(tests > 0 ? [`${tests} tests`] : []),
      ...(own.leftOut > 0 ? [`${own.leftOut} events`] : []),
      ...(bytes > 0 ? [`${Math.ceil(bytes / 1024)} KiB of events`] : []),
    ]
    const timeline = buildTimeline({ ...run, files: drawn, events, leftOut })
    writeFileSync(join(folder, 'timeline.html'), timelinePage(timeline), { mode: 0o600 })
    writeFileSync(join(folder, 'trace.json'), JSON.stringify(chromeTrace(timeline)), {
      mode: 0o600,
    })
    if (summary !== undefined) appendFileSync(summary, jobSummary(timeline))
    return true
  } catch (error) {
    // For example, the disk is full.
    warnOnce(
      'timeline',
      `the timeline of the services cannot be written: ${messageOf(error)}`,
      undefined,
    )
    return false
  }
}
