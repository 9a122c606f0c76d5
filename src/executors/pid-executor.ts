import { resolve } from 'node:path'
import { checkOptions, required, TEXT } from './options/rules.ts'
import { describeHolder } from './process/describe-run.ts'
import { Executor, type Obstacle } from './executor.ts'
import { EXECUTOR_RULES, type ExecutorOptions } from './options/options.ts'
import type { Command } from './process/command/command.ts'
import { file } from './readiness/file.ts'
import { makerOf } from './readiness/probes/file.ts'

/** The file, and the options of all executors. */
export interface PidExecutorOptions extends ExecutorOptions {
  /** The file that the process creates when it is ready. Relative to `cwd`. */
  readonly filename: string
}

/** Ready when its process has created a file, usually with its pid in it. */
export class PidExecutor extends Executor {
  /** The file to wait for, as passed to the constructor. */
  readonly filename: string

  /** @throws TypeError when the file name is empty. */
  constructor(command: Command, options: PidExecutorOptions) {
    checkOptions(options, { filename: required(TEXT), ...EXECUTOR_RULES }, new.target.name)
    const { filename, ...rest } = options
    super(command, rest)
    this.filename = filename
    this.readiness = file(filename)
  }

  protected override get obstacle(): Obstacle {
    const path = resolve(this.settings.cwd, this.filename)
    const holder = makerOf(path)
    return {
      ...(holder && { holder, facts: { 'Created by': describeHolder(holder) } }),
      summary: `The file ${path} existed before ${this.label} was started.`,
      fix: 'stop the process that created it, or remove the file if there is none.',
    }
  }
}
