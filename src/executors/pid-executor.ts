import { resolve } from 'node:path'
import { checkOptions, required, TEXT } from './check-options.ts'
import { describeHolder } from './describe-run.ts'
import { Executor, type Obstacle } from './executor.ts'
import type { Expectation } from './failure.ts'
import { EXECUTOR_RULES, type ExecutorOptions } from './options.ts'
import type { Command } from './process/command.ts'
import { FileChanges } from './readiness/file-changes.ts'
import { isInTheWay, makerOf, probeFile } from './readiness/file.ts'

/** The file, and the options of all executors. */
export interface PidExecutorOptions extends ExecutorOptions {
  /** The file that the process creates when it is ready. Relative to `cwd`. */
  readonly filename: string
}

/** Ready when its process has created a file, usually with its pid in it. */
export class PidExecutor extends Executor {
  /** The file that is waited for, as it was given. */
  readonly filename: string
  #changes: FileChanges | undefined

  /** @throws TypeError when the file name is empty. */
  constructor(command: Command, options: PidExecutorOptions) {
    checkOptions(options, { filename: required(TEXT), ...EXECUTOR_RULES }, new.target.name)
    const { filename, ...rest } = options
    super(command, rest)
    this.filename = filename
  }

  /**
   * Whether the file is there already, other than from an earlier start of this executor, or with a pid that
   * no process has.
   */
  override preStartCheck(): Promise<boolean> {
    return isInTheWay(this.#path, this.made)
  }

  /** Whether the file exists. */
  override async afterStartCheck(): Promise<boolean> {
    const ready = await this.conclude(probeFile(this.#path, this.#changes))
    if (ready) this.made.add(this.#path)
    return ready
  }

  protected override watch(wake: () => void): (() => void) | undefined {
    this.#changes = new FileChanges(this.#path)
    return this.#changes.watch(wake)
  }

  protected override get expectation(): Expectation {
    return { ...super.expectation, awaits: `create the file ${this.#path}` }
  }

  protected override get obstacle(): Obstacle {
    const holder = makerOf(this.#path)
    return {
      ...(holder && { holder, facts: { 'Made by': describeHolder(holder) } }),
      summary: `The file ${this.#path} was there before ${this.label} was started.`,
      fix: 'end the process that made it, or remove the file if there is none.',
    }
  }

  get #path(): string {
    return resolve(this.settings.cwd, this.filename)
  }
}
