import { resolve } from 'node:path'
import { checkOptions, required, TEXT } from './options/rules.ts'
import { Executor, type Obstacle } from './executor.ts'
import { EXECUTOR_RULES, type ExecutorOptions } from './options/options.ts'
import type { Command } from './process/command/command.ts'
import { unixSocket } from './readiness/unix-socket.ts'

/** The socket, and the options of all executors. */
export interface UnixSocketExecutorOptions extends ExecutorOptions {
  /** The socket that the process listens on. Relative to `cwd`. */
  readonly socketPath: string
}

/** Ready when a unix socket accepts connections. */
export class UnixSocketExecutor extends Executor {
  /** The socket to wait for, as passed to the constructor. */
  readonly socketPath: string

  /** @throws TypeError when the path is empty. */
  constructor(command: Command, options: UnixSocketExecutorOptions) {
    checkOptions(options, { socketPath: required(TEXT), ...EXECUTOR_RULES }, new.target.name)
    const { socketPath, ...rest } = options
    super(command, rest)
    this.socketPath = socketPath
    this.readiness = unixSocket(socketPath)
  }

  protected override get obstacle(): Obstacle {
    const path = resolve(this.settings.cwd, this.socketPath)
    return {
      summary: `The socket ${path} accepted connections before ${this.label} was started.`,
      fix: 'stop the process that listens on it, or use another path.',
    }
  }
}
