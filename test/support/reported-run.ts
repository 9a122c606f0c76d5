import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServicesMeta } from 'vitest-mirakuru'
import type { Installation } from './installation.ts'
import { normalised } from './log-project.ts'
import { REPORTED } from './reported-tests.ts'
import { Project } from './vitest-project.ts'

const TOKEN = 's3cret-t0ken'

/** Two shards of a run with failing tests, whose reports are merged. */
export class ReportedRun implements AsyncDisposable {
  readonly #project: Project
  /** What the default reporter printed of the merged reports. */
  readonly output: string
  /** The text of each JUnit report. */
  readonly junit: readonly string[]
  /** What the merged JSON report has of each test. */
  readonly meta: Readonly<Record<string, ServicesMeta>>

  private constructor(project: Project, found: Pick<ReportedRun, 'output' | 'junit' | 'meta'>) {
    this.#project = project
    this.output = found.output
    this.junit = found.junit
    this.meta = found.meta
  }

  static async of(installation?: Installation): Promise<ReportedRun> {
    const project = await Project.create(REPORTED, { globalSetup: './setup.ts' }, installation)
    const junit: string[] = []
    for (const shard of [1, 2]) {
      const file = join(project.root, `out/junit-${shard}.xml`)
      const reporters = ['blob', 'junit'].map((name) => `--reporter=${name}`)
      const args = [`--shard=${shard}/2`, ...reporters, `--outputFile.junit=${file}`]
      await project.run({ args, env: { API_TOKEN: TOKEN } })
      junit.push(await readFile(file, 'utf8'))
    }
    const { output } = await project.run({ args: ['--merge-reports', '--reporter=html'] })
    const report = await readFile(join(project.root, 'out/report.json'), 'utf8')
    return new ReportedRun(project, { output, junit, meta: metaIn(report) })
  }

  /** The folder of the merged HTML report. */
  get html(): string {
    const ofVitest5 = join(this.#project.root, '.vitest')
    return existsSync(join(ofVitest5, 'index.html')) ? ofVitest5 : join(this.#project.root, 'html')
  }

  /** The output of a test's services in the merged JSON report, without what differs from run to run. */
  outputOf(test: string): string[] | undefined {
    const text = this.meta[test]?.serviceOutput
    return text === undefined ? undefined : normalised(text).split('\n')
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#project[Symbol.asyncDispose]()
  }
}

function metaIn(report: string): Record<string, ServicesMeta> {
  interface Report {
    readonly testResults: readonly {
      readonly assertionResults: readonly { readonly title: string; readonly meta: ServicesMeta }[]
    }[]
  }
  const { testResults } = JSON.parse(report) as Report
  const results = testResults.flatMap(({ assertionResults }) => assertionResults)
  return Object.fromEntries(results.map(({ title, meta }) => [title, meta]))
}
