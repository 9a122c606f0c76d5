import { resolve } from 'node:path'
import { checkOptions, required, TEXT } from './check-options.ts'
import { Executor, type Obstacle } from './executor.ts'
import type { Expectation } from './failure.ts'
import { EXECUTOR_RULES, type ExecutorOptions } from './options.ts'
import type { Command } from './process/command.ts'
import { FileChanges } from './readiness/file-changes.ts'
import { probeUnixSocket } from './readiness/unix-socket.ts'

/** The socket, and the options of all executors. */
export interface UnixSocketExecutorOptions extends ExecutorOptions {
  /** The socket that the process listens on. Relative to `cwd`. */
  readonly socketPath: string
}

/** Ready when a unix socket accepts connections. */
export class UnixSocketExecutor extends Executor {
  /** The socket that is waited for, as it was given. */
  readonly socketPath: string
  #changes: FileChanges | undefined

  /** @throws TypeError when the path is empty. */
  constructor(command: Command, options: UnixSocketExecutorOptions) {
    checkOptions(options, { socketPath: required(TEXT), ...EXECUTOR_RULES }, new.target.name)
    const { socketPath, ...rest } = options
    super(command, rest)
    this.socketPath = socketPath
  }

  /** Whether somebody accepts connections there already. */
  override async preStartCheck(): Promise<boolean> {
    return (await probeUnixSocket(this.#path)).ready
  }

  /** Whether the socket accepts connections. */
  override async afterStartCheck(): Promise<boolean> {
    return this.conclude(probeUnixSocket(this.#path, {}, this.#changes))
  }

  protected override watch(wake: () => void): (() => void) | undefined {
    this.#changes = new FileChanges(this.#path)
    return this.#changes.watch(wake)
  }

  protected override get expectation(): Expectation {
    return { ...super.expectation, awaits: `accept connections on the socket ${this.#path}` }
  }

  protected override get obstacle(): Obstacle {
    return {
      summary: `The socket ${this.#path} accepted connections before ${this.label} was started.`,
      fix: 'end the process that listens on it, or choose another path.',
    }
  }

  get #path(): string {
    return resolve(this.settings.cwd, this.socketPath)
  }
}
