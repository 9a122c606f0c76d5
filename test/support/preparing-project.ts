import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { CommandSpec } from 'vitest-mirakuru'
import { startService, type StartedProcess } from '../../src/fixtures/start/start-service.ts'
import { run } from './program.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** A project in which services are prepared by a program that notes how often it is run. */
export class PreparingProject {
  readonly root: string
  readonly journal: string

  private constructor(root: string) {
    this.root = root
    this.journal = join(root, 'journal')
    mkdirSync(join(root, 'node_modules'))
    writeFileSync(this.journal, '')
    chmodSync(this.journal, 0o666)
  }

  static async create(): Promise<PreparingProject> {
    return new PreparingProject(await temporaryDirectory())
  }

  get options() {
    return { root: this.root, logDir: join(this.root, 'logs') }
  }

  get kept(): string {
    return join(this.root, 'node_modules/.vitest-mirakuru/prepared/probe')
  }

  /** What is kept, and whole. */
  get entries(): string[] {
    return readdirSync(this.kept).filter((name) => !name.startsWith('.'))
  }

  count(what: 'fills' | 'filled'): number {
    return this.lines.filter((line) => line.startsWith(`${what} `)).length
  }

  get lines(): string[] {
    return readFileSync(this.journal, 'utf8').split('\n')
  }

  spec(more: Partial<CommandSpec> = {}, ...words: readonly string[]): CommandSpec {
    const prepare = ({ dir }: { readonly dir: string }): string[] =>
      run('fills.mjs', dir, this.journal, ...words)
    return { command: 'sleep 300', prepare, ...more }
  }

  async start(spec: CommandSpec): Promise<StartedProcess> {
    const started = await startService('probe', spec, this.options)
    onTestFinished(() => started.end())
    return started
  }

  /** The text in the directory of an instance that is started and ended. */
  async text(more?: Partial<CommandSpec>, ...words: readonly string[]): Promise<string> {
    const { root } = this
    const started = await startService('probe', this.spec(more, ...words), { root })
    const text = readFileSync(join(started.service.dir, 'data/file'), 'utf8')
    await started.end()
    return text
  }

  /** A process of its own that does the same. */
  process(...words: readonly string[]) {
    const [file = '', ...args] = run(
      'prepares.mjs',
      this.root,
      ...run('fills.mjs', this.journal, ...words),
    )
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    return { child, ended: once(child, 'close').then(() => output) }
  }
}
