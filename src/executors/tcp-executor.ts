import { checkOptions, HOST, PORT, required, type Rules } from './options/rules.ts'
import { Executor, type Obstacle } from './executor.ts'
import { describeHolder } from './process/describe-run.ts'
import { EXECUTOR_RULES, type ExecutorOptions } from './options/options.ts'
import type { Command } from './process/command/command.ts'
import { holderOf } from './process/tree/listeners.ts'
import { tcp } from './readiness/tcp.ts'

interface AddressOptions {
  /** @default 'localhost', which stands for 127.0.0.1 or ::1 */
  readonly host?: string | undefined
  /** The port to wait for. It is not passed to the process: repeat it in the command. */
  readonly port: number
}

/** The address, and the options of all executors. */
export interface TCPExecutorOptions extends ExecutorOptions, AddressOptions {}

const RULES: Rules<TCPExecutorOptions> = { host: HOST, port: required(PORT), ...EXECUTOR_RULES }

/** Ready when its process listens on an address, or when the address accepts TCP connections. */
export class TCPExecutor extends Executor {
  /** The host to wait for. */
  readonly host: string
  /** The port to wait for. */
  readonly port: number

  /** @throws TypeError when the port or an option is invalid. */
  constructor(command: Command, options: TCPExecutorOptions) {
    checkOptions(options, RULES, new.target.name)
    const { host = 'localhost', port, ...rest } = options
    super(command, rest)
    this.host = host
    this.port = port
    this.readiness = tcp({ host, port })
  }

  protected override get obstacle(): Obstacle {
    const { host, port, label } = this
    const holder = holderOf(port)
    return {
      summary: `${host}:${port} is taken: something accepted connections there before ${label} was started.`,
      port,
      holder,
      facts: { 'Held by': describeHolder(holder) },
      fix: 'stop it, or use another port.',
    }
  }
}
