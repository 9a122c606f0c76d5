import { ProcessRun } from './lifecycle/process-run.ts'
import type { ExecutorOptions } from './options/options.ts'
import type { Command } from './process/command/command.ts'
import type { SpawnChild } from './runtime/spawn-child.ts'
import { SimpleExecutor } from './simple-executor.ts'

/** Runs a command that ends by itself, such as a check. */
export class CommandExecutor extends SimpleExecutor {
  readonly #spawnChild: SpawnChild

  constructor(command: Command, options: ExecutorOptions, spawnChild: SpawnChild) {
    super(command, options)
    this.#spawnChild = spawnChild
  }

  protected override begin(startedAt: number): Promise<ProcessRun> {
    const options = { ...this.settings, startedAt, spawnChild: this.#spawnChild }
    return ProcessRun.spawn(this.line, options, this.output)
  }
}
