import type { ChildProcess } from 'node:child_process'
import { basename } from 'node:path'
import { checkOptions } from './options/rules.ts'
import { maskedText } from './secrets/mask.ts'
import { EXECUTOR_RULES, resolveOptions, type ExecutorOptions } from './options/options.ts'
import type { Command } from './process/command/command.ts'
import { parseCommand, type CommandLine } from './process/command/command-line.ts'
import { withoutMarker } from './process/tree/marker.ts'
import type { ProcessInfo } from './process/tree/process-entry.ts'
import { describeProcesses } from './process/tree/process-info.ts'
import { NOWHERE, type ReadinessInput } from './readiness/readiness-session.ts'
import { ProcessRun } from './lifecycle/process-run.ts'
import type { Readiness } from './readiness/readiness.ts'
import { BaseExecutor } from './base-executor.ts'

/**
 * Owns one process and everything that it spawns. It has no readiness check: a started process is ready.
 *
 * @example
 * const executor = await new SimpleExecutor('sleep 300').start()
 * await executor.stop()
 */
export class SimpleExecutor extends BaseExecutor<ProcessRun> {
  // Private, as the settings are: they may have secrets.
  readonly #line: CommandLine
  #readiness: Readiness = { kind: 'started' }

  /** @throws TypeError when the command or an option is invalid. */
  constructor(command: Command, options: ExecutorOptions = {}) {
    checkOptions(options, EXECUTOR_RULES, new.target.name)
    super(resolveOptions(options))
    this.#line = parseCommand(command, this.settings.shell)
  }

  /** The command in one line, quoted for a shell. */
  get command(): string {
    return this.line.line
  }

  /** The program and its arguments. */
  get commandParts(): readonly string[] {
    return this.line.parts
  }

  /** The child process. Undefined while it is stopped. */
  get process(): ChildProcess | undefined {
    return this.currentRun?.child
  }

  /** The environment of the process. */
  get env(): Readonly<Record<string, string>> {
    return withoutMarker(this.settings.env)
  }

  /** Lists the current processes: the started one and its descendants, parents before their children. */
  async processes(): Promise<ProcessInfo[]> {
    return describeProcesses((await this.currentRun?.members()) ?? [])
  }

  override toString(): string {
    const state = this.running() ? `pid ${this.pid} running` : 'stopped'
    return `<${this.constructor.name} ${JSON.stringify(maskedText(this.command))} ${state}>`
  }

  protected override get label(): string {
    return basename(this.commandParts[0] ?? this.command)
  }

  protected override get readinessInput(): ReadinessInput {
    return { readiness: this.readiness, at: NOWHERE, host: undefined }
  }

  protected override get line(): CommandLine {
    return this.#line
  }

  /** The readiness check, for the executors of this package. */
  protected get readiness(): Readiness {
    return this.#readiness
  }

  protected set readiness(check: Readiness) {
    this.#readiness = check
  }

  protected override begin(startedAt: number): Promise<ProcessRun> {
    return ProcessRun.spawn(this.line, { ...this.settings, startedAt }, this.output)
  }
}
