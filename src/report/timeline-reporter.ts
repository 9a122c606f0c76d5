import { monotonicTime, process, wallClock } from '../executors/internal.ts'
import { forgetPast, recordHere, type Recorded } from '../fixtures/events/recording.ts'
import { shortPath } from '../fixtures/logs/printed-text.ts'
import { removeRecordings } from './recorded.ts'
import { foldersOf, type RunProject } from './run-folders.ts'
import type { RunFile } from './model/run-tests.ts'
import type { writeTimeline } from './write-timeline.ts'

/** The part of Vitest that the timeline needs. */
interface Runner {
  readonly config: { readonly root: string; readonly watch?: boolean }
  readonly projects: readonly RunProject[]
  readonly state: { getFiles(): readonly RunFile[] }
  provide(key: 'vitest-mirakuru-timeline', value: boolean): void
  onClose(callback: () => Promise<void>): void
}

const CLAIM = Symbol.for('vitest-mirakuru.timeline')

/**
 * Writes the timeline of the services and tests of a run, next to the logs: `timeline.html`, and `trace.json` for
 * Perfetto. `shareServices()` does so by itself. Without it, add `vitest-mirakuru/reporter` to Vitest's `reporters`.
 */
export class TimelineReporter {
  /** Adds a reporter while Vitest runs, unless there is one. */
  static addTo(vitest: { readonly reporters?: unknown[] }): void {
    const reporter = new TimelineReporter()
    reporter.onInit(vitest)
    if (reporter.#vitest) vitest.reporters?.push(reporter)
  }

  #vitest: Runner | undefined
  /** Loaded early: when a run is interrupted, nothing can be awaited any more. */
  #writer: typeof writeTimeline | undefined
  #recorded: () => Recorded = () => ({ lines: [], leftOut: 0 })
  /** How the last run has ended. Undefined while it goes on. */
  #reason: string | undefined
  /** When the current run began, if others were before it. By the clock of the events. */
  #since: number | undefined
  #hasRun = false

  /** Called by Vitest. */
  onInit(vitest: unknown): void {
    const runner = vitest as Runner & { [CLAIM]?: true }
    if (runner[CLAIM] || process.env['VITEST_MIRAKURU_TIMELINE'] === '0') return
    runner[CLAIM] = true
    this.#vitest = runner
    runner.provide('vitest-mirakuru-timeline', true)
    this.#recorded = recordHere()
    void this.#load()
    const interrupted = (): void => void this.#finish()
    process.once('exit', interrupted)
    // The shared services are stopped by then.
    runner.onClose(async () => {
      await this.#load()
      removeRecordings(this.#finish())
      process.off('exit', interrupted)
    })
  }

  /** Called by Vitest. */
  onTestRunStart(): void {
    if (this.#hasRun) {
      this.#since = monotonicTime()
      forgetPast()
    }
    this.#hasRun = true
    this.#reason = undefined
  }

  /** Called by Vitest. */
  async onTestRunEnd(_modules: unknown, _errors: unknown, reason: string): Promise<void> {
    this.#hasRun = true
    this.#reason = reason
    // Unless it watches, Vitest closes next, and the timeline is written then.
    if (!this.#isWatching) return
    await this.#load()
    this.#tell(this.#write(undefined))
  }

  get #isWatching(): boolean {
    return this.#vitest?.config.watch === true
  }

  async #load(): Promise<void> {
    const { writeTimeline } = await import('./write-timeline.ts')
    this.#writer = writeTimeline
  }

  /** Writes the timeline of the complete run. Returns the folders of the run, if there is a timeline. */
  #finish(): string[] {
    const isWatching = this.#isWatching
    const summary = isWatching ? undefined : process.env['GITHUB_STEP_SUMMARY'] || undefined
    const folders = this.#write(summary)
    if (!isWatching) this.#tell(folders)
    return folders
  }

  #tell([folder]: readonly string[]): void {
    const isWanted = !['', '0', undefined].includes(process.env['VITEST_MIRAKURU_TIMELINE'])
    if (folder === undefined || (this.#reason === 'passed' && !isWanted)) return
    process.stderr.write(`The timeline of the services: ${shortPath(`${folder}/timeline.html`)}\n`)
  }

  /** Returns the folders of the run, the one with the timeline first. None if there is no timeline. */
  #write(summary: string | undefined): string[] {
    const vitest = this.#vitest
    if (!vitest || !this.#writer) return []
    const folders = foldersOf(vitest.projects)
    const end = monotonicTime()
    return this.#writer({
      folders,
      own: this.#recorded(),
      title: vitest.config.root,
      files: vitest.state.getFiles(),
      end,
      wallAhead: wallClock() - end,
      since: this.#since,
      summary,
    })
      ? folders
      : []
  }
}
