import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { aliveSince } from './surviving.ts'
import type { Installation } from './installation.ts'
import { pidsIn, Project } from './vitest-project.ts'

/** A run of Vitest's watch mode, in a terminal of its own if it is to be typed at. */
export class WatchedProject implements AsyncDisposable {
  readonly #project: Project
  readonly #input: (text: string) => void
  readonly ended: Promise<number | null>
  /** What was printed since the last run was waited for. */
  output = ''

  private constructor(project: Project, [file = '', ...args]: readonly string[]) {
    this.#project = project
    const child = spawn(file, args, { cwd: project.root, env: project.env })
    this.#input = (text) => child.stdin.write(text)
    child.stdin.on('error', () => {})
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text))
    }
    this.ended = new Promise((resolve) => {
      child.once('exit', (code) => resolve(code))
    })
  }

  /** @param files one of them notes `main PID` in the main process */
  static async start(
    files: Readonly<Record<string, string>>,
    config: object,
    wrapper = (command: readonly string[]): readonly string[] => command,
    installation?: Installation,
  ): Promise<WatchedProject> {
    const project = await Project.create(files, config, installation)
    return new WatchedProject(project, wrapper([...project.vitest, 'watch']))
  }

  /** Waits until the tests were run. Returns what was printed. */
  async hasRun(): Promise<string> {
    const isOver = (): boolean => /Waiting for file changes|Watching for file/.test(this.output)
    await this.#until(isOver)
    const { output } = this
    this.output = ''
    return output
  }

  get root(): string {
    return this.#project.root
  }

  /** Writes at once, since somebody may read the file as soon as it is truncated. */
  async write(name: string, text: string): Promise<void> {
    const path = join(this.#project.root, name)
    await mkdir(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }

  /** Replaces a file by another. */
  async rename(from: string, to: string): Promise<void> {
    await rename(join(this.#project.root, from), join(this.#project.root, to))
  }

  /** Changes a file, and waits until its tests were run. Returns what was printed. */
  async edit(name: string, text: string): Promise<string> {
    await this.write(name, text)
    return this.hasRun()
  }

  type(text: string): void {
    this.#input(text)
  }

  async journal(): Promise<string[]> {
    return this.#project.journal()
  }

  /** The main process, which a terminal may stand before. */
  async main(): Promise<number> {
    const line = (await this.journal()).find((note) => note.startsWith('main ')) ?? ''
    return Number(line.slice('main '.length))
  }

  /** The services that live. */
  async surviving(): Promise<number[]> {
    return pidsIn(await this.journal()).filter((pid) => aliveSince(pid) !== undefined)
  }

  /** Waits until one of these has noted its start. */
  async meets(name: string): Promise<void> {
    await this.#until(async () => pidsIn(await this.journal(), name).length > 0)
  }

  /** Waits until no service is left. */
  async leavesNothing(): Promise<void> {
    await this.#until(async () => (await this.surviving()).length === 0)
  }

  async #until(holds: () => boolean | Promise<boolean>): Promise<void> {
    try {
      await expect.poll(holds, { timeout: 240_000 }).toBe(true)
    } catch (cause) {
      throw new Error(`It did not come to this:\n${this.output}`, { cause })
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const main = await this.main()
    for (const pid of [main, ...(await this.surviving())]) {
      if (pid > 0 && aliveSince(pid)) process.kill(pid, 'SIGKILL')
    }
    await this.ended
    await this.#project[Symbol.asyncDispose]()
  }
}
