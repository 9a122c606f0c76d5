import type { PortHolder } from '../errors.ts'
import { checkOptions, HOST, PORT, required, type Rules } from './check-options.ts'
import { Executor, type Obstacle } from './executor.ts'
import { describeAddress } from './address.ts'
import { describeHolder } from './describe-run.ts'
import type { Expectation } from './failure.ts'
import { EXECUTOR_RULES, type ExecutorOptions } from './options.ts'
import type { Command } from './process/command.ts'
import { holderOf } from './process/listeners.ts'
import { onSocketChange } from './readiness/socket-changes.ts'
import { probeTcp } from './readiness/tcp.ts'

interface AddressOptions {
  /** @default 'localhost', which stands for 127.0.0.1 and ::1, either */
  readonly host?: string | undefined
  /** Where the process is to listen. It is not handed to it: name it in the command, too. */
  readonly port: number
}

/** The address, and the options of all executors. */
export interface TCPExecutorOptions extends ExecutorOptions, AddressOptions {}

const RULES: Rules<TCPExecutorOptions> = { host: HOST, port: required(PORT), ...EXECUTOR_RULES }

/** Ready when an address accepts TCP connections. */
export class TCPExecutor extends Executor {
  /** Where it is to listen. */
  readonly host: string
  /** Where it is to listen. */
  readonly port: number
  #holder: PortHolder | undefined

  /** @throws TypeError when the port or an option is not what it has to be. */
  constructor(command: Command, options: TCPExecutorOptions) {
    checkOptions(options, RULES, new.target.name)
    const { host, port, ...rest } = options
    super(command, rest)
    this.host = host ?? 'localhost'
    this.port = port
  }

  /** Whether somebody accepts connections there already. */
  override async preStartCheck(): Promise<boolean> {
    const { ready } = await probeTcp({ host: this.host, port: this.port })
    this.#holder = ready ? holderOf(this.port) : undefined
    return ready
  }

  /** Whether the address accepts connections. */
  override async afterStartCheck(): Promise<boolean> {
    return this.conclude(probeTcp({ host: this.host, port: this.port }))
  }

  // What it connects itself changes the sockets, too.
  protected override watch(wake: () => void): (() => void) | undefined {
    return onSocketChange(this.host, () => this.log.isTold && wake())
  }

  protected override get expectation(): Expectation {
    const { host, port } = this
    const awaits = `accept TCP connections on ${describeAddress({ host, port })}`
    return { ...super.expectation, awaits, address: { host, port } }
  }

  protected override get obstacle(): Obstacle {
    const { host, port, label } = this
    const holder = this.#holder
    return {
      summary: `${host}:${port} is taken: something accepted connections there before ${label} was started.`,
      port,
      holder,
      facts: { 'Held by': describeHolder(holder) },
      fix: 'stop it, or use another port.',
    }
  }
}
