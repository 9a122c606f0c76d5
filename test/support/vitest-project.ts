import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { aliveSince } from './surviving.ts'
import { programOf } from './installed.ts'
import { REPOSITORY_BUILD, serverOf, vitestOf, type Installation } from './installation.ts'

/** How a test of a project went. */
interface Outcome {
  readonly status: string
  /** The messages of its errors, with their stacks. */
  readonly errors: string
}

/** How a run of Vitest went. */
export interface ProjectRun {
  readonly exitCode: number | null
  /** What the default reporter printed. */
  readonly output: string
  /** The tests by their full names. */
  readonly tests: Readonly<Record<string, Outcome>>
  /** The lines that tests and services noted, in order. */
  readonly journal: readonly string[]
  /** Those of the noted processes that are alive. */
  readonly surviving: readonly number[]
}

export interface RunOptions {
  /** @default 'run' */
  readonly command?: 'run' | 'list'
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** The folder in which Vitest is run. @default the project */
  readonly cwd?: string
  /** Milliseconds until it is given up: before the test that waits for it. @default 240_000 */
  readonly timeout?: number
  /** In front of `node`, such as another user. */
  readonly wrapper?: (command: readonly string[]) => readonly string[]
}

export interface ProjectOptions extends RunOptions {
  /** Vitest's `test` options. */
  readonly config?: object
  /** @default the package as it was built, in the repository */
  readonly installation?: Installation
}

/** Runs Vitest on a project of these files, which is removed after it. */
export async function runProject(
  files: Readonly<Record<string, string>>,
  { config, installation, ...options }: ProjectOptions = {},
): Promise<ProjectRun> {
  await using project = await Project.create(files, config, installation)
  return await project.run(options)
}

/** A folder with a project, until it is disposed of. */
export class Project implements AsyncDisposable {
  readonly root: string
  readonly #installation: Installation

  private constructor(root: string, installation: Installation) {
    this.root = root
    this.#installation = installation
  }

  /** @param config Vitest's `test` options */
  static async create(
    files: Readonly<Record<string, string>>,
    config = {},
    installation: Installation = REPOSITORY_BUILD,
  ): Promise<Project> {
    const { folder, modules } = installation
    const root = await mkdtemp(join(await realpath(folder), 'mirakuru-project-'))
    const project = new Project(root, installation)
    // Else they are found in the folders above.
    if (dirname(modules) !== folder) await symlink(modules, join(root, 'node_modules'))
    const all = {
      'vitest.config.mjs': configOf(config, installation),
      'journal.ts': journalOf(installation),
      ...files,
    }
    await mkdir(join(root, 'out'))
    for (const [name, text] of Object.entries(all)) await project.write(name, text)
    return project
  }

  /** The folder of the logs, unless the environment of a run says otherwise. */
  get logs(): string {
    return join(this.root, 'logs')
  }

  /** The command line of its Vitest. */
  get vitest(): [string, string] {
    return vitestOf(this.#installation)
  }

  /** What Vitest has to be started with. */
  get env(): NodeJS.ProcessEnv {
    const own = { JOURNAL: join(this.root, 'out/journal.txt'), VITEST_MIRAKURU_LOG_DIR: this.logs }
    return { ...outerEnvironment(), ...own }
  }

  async write(name: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.root, name)), { recursive: true })
    await writeFile(join(this.root, name), text)
  }

  /** The lines that were noted so far. */
  async journal(): Promise<string[]> {
    const text = await readFile(join(this.root, 'out/journal.txt'), 'utf8').catch(() => '')
    return text.split('\n').filter(Boolean)
  }

  async run({
    command = 'run',
    args = [],
    env = {},
    cwd = '.',
    timeout = 240_000,
    wrapper = (line) => line,
  }: RunOptions = {}): Promise<ProjectRun> {
    const report = join(this.root, 'out/report.json')
    for (const name of [report, join(this.root, 'out/journal.txt')]) await rm(name, { force: true })
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const { exitCode, output } = await runVitest(
      wrapper([...this.vitest, command, ...args, ...(command === 'run' ? reporters : [])]),
      { cwd: join(this.root, cwd), env: { ...this.env, ...env }, timeout },
    )
    const journal = await this.journal()
    return {
      exitCode,
      output,
      tests: outcomesIn(await readFile(report, 'utf8').catch(() => '{"testResults":[]}')),
      journal,
      surviving: pidsIn(journal).filter((pid) => aliveSince(pid) !== undefined),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** The pids of the processes that were started, in order: of those with this name, or of all. */
export function pidsIn(journal: readonly string[], name = '.*'): number[] {
  const line = new RegExp(`^start ${name} (\\d+)$`)
  return journal.flatMap((note) => line.exec(note)?.[1] ?? []).map(Number)
}

/** What was noted of these, without pids: `start api, asked api, stop api`. */
export function story(journal: readonly string[], ...names: readonly string[]): string {
  const split = journal.map((line) => line.split(' ').slice(0, 2))
  const told = split.filter(([, name = '']) => names.includes(name))
  return told.map((words) => words.join(' ')).join(', ')
}

/** What the files of a project begin with. `journalled(name)` declares a process that keeps the journal. */
export const IMPORTS = `
import { test as base, describe, expect } from 'vitest'
import { any, file, http, output, service, tcp, unixSocket } from 'vitest-mirakuru'
import { journalled, note } from './journal'
`

/** Hundreds of them are started, and Perl starts faster than Node. */
const hasPerl = programOf('perl') !== ''

const journalOf = ({ programs }: Installation): string => `
import { appendFileSync } from 'node:fs'
import { tcp } from 'vitest-mirakuru'

export const note = (...words) => appendFileSync(process.env.JOURNAL, words.join(' ') + '\\n')
export const journalled = (name, more) => ({
  command: ({ port }) => [${hasPerl ? "'perl'" : 'process.execPath'}, '${join(programs, hasPerl ? 'journals.pl' : 'journals.mjs')}', name, port],
  ready: tcp(),
  ...more,
})
`

function configOf(options: object, installation: Installation): string {
  // Projects that extend this one would add to its `include`.
  const include = 'projects' in options ? {} : { include: ['**/*.spec.ts'] }
  const test = JSON.stringify({ ...PATIENCE, ...include, ...options })
  const server = serverOf(installation)
  return `export default { cacheDir: 'out/.cache', test: { server: ${server}, ...${test} } }`
}

/** For machines that are busy: five seconds may be too few for servers that take half of one. */
const PATIENCE = { testTimeout: 30_000, hookTimeout: 30_000, expect: { poll: { timeout: 20_000 } } }

/** The environment without what the Vitest that runs this test has set. */
export function outerEnvironment(): NodeJS.ProcessEnv {
  const own = /^(VITEST.*|TEST|NODE_ENV|MODE|DEV|PROD|SSR|BASE_URL|FORCE_\w+|CI|GITHUB_ACTIONS)$/
  const kept = Object.entries(process.env).filter(([name]) => !own.test(name))
  return { ...Object.fromEntries(kept), NO_COLOR: '1' }
}

async function runVitest(
  [file = '', ...args]: readonly string[],
  options: {
    readonly cwd: string
    readonly env: NodeJS.ProcessEnv
    readonly timeout: number
  },
): Promise<{ exitCode: number | null; output: string }> {
  const child = spawn(file, args, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    killSignal: 'SIGKILL',
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve(code))
  })
  return { exitCode, output }
}

function outcomesIn(report: string): Record<string, Outcome> {
  interface Report {
    readonly testResults: readonly {
      readonly assertionResults: readonly {
        readonly fullName: string
        readonly status: string
        readonly failureMessages?: readonly string[]
      }[]
    }[]
  }
  const { testResults } = JSON.parse(report) as Report
  const results = testResults.flatMap(({ assertionResults }) => assertionResults)
  return Object.fromEntries(
    results.map(({ fullName, status, failureMessages = [] }) => [
      fullName,
      { status, errors: failureMessages.join('\n') },
    ]),
  )
}
