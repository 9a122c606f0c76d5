import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Timeline } from '../../src/report/model/timeline.ts'
import type { PageData } from '../../src/report/page/page-data.ts'
import type { TraceEvent } from '../../src/report/trace/chrome-trace.ts'
import { Project, type ProjectOptions, type ProjectRun } from './vitest-project.ts'

interface TimelineRun extends ProjectRun {
  /** The names of the files next to the logs. */
  readonly names: readonly string[]
  readonly page: string
  /** The data of the page. */
  readonly timeline: Timeline
  readonly trace: readonly TraceEvent[]
  /** The summary of the GitHub job. */
  readonly summary: string
  /** The output with names of folders that are the same each time. */
  readonly told: string
}

/** Runs Vitest on a project, and reads its timeline. */
export async function runWithTimeline(
  files: Readonly<Record<string, string>>,
  { config, installation, ...options }: ProjectOptions,
): Promise<TimelineRun> {
  await using project = await Project.create(files, config, installation)
  const summary = join(project.root, 'out/summary.md')
  const env = { GITHUB_STEP_SUMMARY: summary, ...options.env }
  const run = await project.run({ ...options, env })
  const folders = await readdir(project.logs).catch(() => [])
  const name = folders.find((one) => one.startsWith('run-')) ?? ''
  const folder = join(project.logs, name)
  const read = (file: string): Promise<string> =>
    readFile(resolve(folder, file), 'utf8').catch(() => '')
  const page = await read('timeline.html')
  const trace = JSON.parse((await read('trace.json')) || '[]') as TraceEvent[]
  return {
    ...run,
    names: name === '' ? [] : (await readdir(folder)).sort(),
    page,
    timeline: timelineIn(page),
    trace,
    summary: await read(summary),
    told: run.output.replaceAll(name, 'RUN'),
  }
}

/** The timeline that a page shows. */
export function timelineIn(page: string): Timeline {
  const [, text] = /<script type="application\/json"[^>]*>(.*?)<\/script>/s.exec(page) ?? []
  const { timeline } = JSON.parse(text ?? '{}') as PageData
  return timeline
}

/** The spans of a track, in their order. */
export function spansOf(trace: readonly TraceEvent[], track: string): string[] {
  const thread = trace.find(({ ph, args }) => ph === 'M' && args?.['name'] === track)
  return trace
    .filter(({ ph, pid, tid }) => ph === 'X' && pid === thread?.pid && tid === thread.tid)
    .map(({ name }) => name)
}

export function tracksOf(trace: readonly TraceEvent[]): string[] {
  const threads = trace.filter(({ name }) => name === 'thread_name')
  return threads.map(({ args }) => String(args?.['name']))
}
