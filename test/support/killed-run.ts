import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { aliveSince } from './surviving.ts'
import { REPOSITORY_BUILD, serverOf, vitestOf, type Installation } from './installation.ts'
import { outerEnvironment } from './vitest-project.ts'

/** Each service of the project notes so many processes. */
export const PROCESSES_OF_A_SERVICE = 4

export interface DoomedOptions {
  /** Vitest's arguments behind the command. */
  readonly args?: readonly string[]
  /** `run` or `watch`. @default 'run' */
  readonly command?: 'run' | 'watch'
  /** What the test does when its services are up; it notes `doomed PID` first. */
  readonly doom?: string
  /** What stands around the test in its file. */
  readonly around?: string
  /** What stands behind it. */
  readonly after?: string
  /** Further files, by their names. */
  readonly files?: (installation: Installation) => Readonly<Record<string, string>>
  /** In front of `node`, such as a terminal. */
  readonly wrapper?: (command: readonly string[]) => readonly string[]
  /** Milliseconds in which it has to come to what is waited for. @default 40_000 */
  readonly patience?: number
  /** Further options of Vitest's `test`. */
  readonly config?: object
  /** @default the repository, with the package as it was built */
  readonly installation?: Installation
}

interface Noted {
  readonly role: string
  readonly pid: number
  readonly startTime: string
}

/** A run of Vitest on a project with a service of each scope, that is to come to an end of some kind. */
export class DoomedRun implements AsyncDisposable {
  readonly main: number
  readonly ended: Promise<number | null>
  readonly #folder: string
  readonly #input: (text: string) => void
  readonly #patience: number
  readonly #seen = new Map<string, Noted>()
  output = ''

  private constructor(folder: string, command: readonly string[], patience: number) {
    const [file = '', ...args] = command
    this.#patience = patience
    this.#folder = folder
    const child = spawn(file, args, {
      cwd: folder,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...outerEnvironment(), JOURNAL: join(folder, 'journal'), TMPDIR: join(folder, 'tmp') },
    })
    this.main = child.pid ?? 0
    this.#input = (text) => child.stdin.write(text)
    child.stdin.on('error', () => {})
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text))
    }
    this.ended = new Promise((resolve) => {
      child.once('exit', (code) => resolve(code))
    })
  }

  static async start(options: DoomedOptions = {}): Promise<DoomedRun> {
    const { args = [], command = 'run', wrapper = (words) => words } = options
    const { installation = REPOSITORY_BUILD, patience = 40_000 } = options
    const folder = await mkdtemp(join(installation.folder, 'doomed-'))
    await writeProject(folder, installation, options)
    const line = wrapper([...vitestOf(installation), command, ...args])
    const run = new DoomedRun(folder, line, patience)
    run.#note({ role: 'main', pid: run.main })
    return run
  }

  /** Waits until so many have noted themselves in a role. */
  async meets(role: string, count = 1): Promise<void> {
    await this.#until(() => this.alive(role).length >= count)
    for (const { pid } of this.alive('doomed')) this.#noteGuards(pid)
    this.#noteGuards(this.main)
  }

  type(text: string): void {
    this.#input(text)
  }

  /** Those that noted themselves in a role, and live. */
  alive(role?: string): Noted[] {
    this.#readJournal()
    const known = [...this.#seen.values()].filter((noted) => !role || noted.role === role)
    return known.filter(({ pid, startTime }) => aliveSince(pid) === startTime)
  }

  /** How many noted themselves in a role, dead or alive. */
  counted(role: string): number {
    return this.#lines().filter(([noted]) => noted === role).length
  }

  /** Waits until all processes of the run are gone, with what they had set aside. */
  async leavesNothing(): Promise<void> {
    const left = (): string[] => [
      ...this.alive().map(({ role, pid }) => `${role} ${pid}`),
      ...readdirSync(join(this.#folder, 'tmp')).filter((name) => name.includes('mirakuru')),
    ]
    await this.#until(() => left().length === 0).catch((error: unknown) => {
      throw new Error(`${left().join(', ')} are left`, { cause: error })
    })
    await this.ended
    expect(left()).toEqual([])
  }

  async #until(holds: () => boolean): Promise<void> {
    try {
      await expect.poll(holds, { timeout: this.#patience }).toBe(true)
    } catch (cause) {
      throw new Error(`It did not come to this:\n${this.output}`, { cause })
    }
  }

  #readJournal(): void {
    for (const [role = '', pid] of this.#lines()) this.#note({ role, pid: Number(pid) })
  }

  #lines(): string[][] {
    const lines = read(join(this.#folder, 'journal')).split('\n')
    return lines.filter(Boolean).map((line) => line.split(' '))
  }

  #note({ role, pid }: Pick<Noted, 'role' | 'pid'>): void {
    const startTime = aliveSince(pid)
    const key = `${role} ${pid} ${startTime}`
    if (startTime && !this.#seen.has(key)) this.#seen.set(key, { role, pid, startTime })
  }

  #noteGuards(owner: number): void {
    for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
      const variables = read(`/proc/${name}/environ`).split('\0')
      if (variables.includes(`owner_pid=${owner}`)) this.#note({ role: 'guard', pid: Number(name) })
    }
  }

  /** Kills what survived, by the pids that were noted. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { pid } of this.alive()) process.kill(pid, 'SIGKILL')
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** The runner notes itself, since a terminal may stand between it and this test. */
const configOf = (installation: Installation, more: object): string => `
  import { appendFileSync } from 'node:fs'
  appendFileSync(process.env.JOURNAL, 'runner ' + process.pid + '\\n')
  export default { cacheDir: '.cache', test: { server: ${serverOf(installation)}, ...${JSON.stringify({ testTimeout: 60_000, hookTimeout: 60_000, ...more })} } }
`

async function writeProject(
  folder: string,
  installation: Installation,
  options: DoomedOptions,
): Promise<void> {
  const { doom = 'await new Promise(() => {})', around = '', after = '', config = {} } = options
  const files = {
    ...options.files?.(installation),
    journal: '',
    'vitest.config.mjs': configOf(installation, config),
    'doomed.test.ts': `
      import { appendFileSync } from 'node:fs'
      import { afterAll, beforeAll, test as base } from 'vitest'
      import { output, service } from 'vitest-mirakuru'
      const note = (role: string) => appendFileSync(process.env.JOURNAL!, role + ' ' + process.pid + '\\n')
      const tree = (name: string) => service(name, {
        command: ({ dir, port }) => ['sh', ${JSON.stringify(join(installation.programs, 'grows-a-tree.sh'))}, name, dir, port],
        ready: output('is ready'),
        stopTimeout: 200,
      })
      const test = base
        .extend('w', { scope: 'worker' }, tree('of-worker'))
        .extend('f', { scope: 'file' }, tree('of-file'))
        .extend('t', tree('of-test'))
      ${around}
      test('is doomed', async ({ w, f, t }) => {
        note('doomed')
        ${doom}
      })
      base('comes after it', () => { note('after') })
      ${after}
    `,
  }
  const { modules } = installation
  if (dirname(modules) !== installation.folder) {
    await symlink(modules, join(folder, 'node_modules'))
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  await mkdir(join(folder, 'tmp'))
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
