import { checkOptions, PATTERN, required, type Rules, STREAM } from './options/rules.ts'
import { EXECUTOR_RULES, type ExecutorOptions } from './options/options.ts'
import type { StreamChoice } from './output/streams.ts'
import type { Command } from './process/command/command.ts'
import { output } from './readiness/output.ts'
import { SimpleExecutor } from './simple-executor.ts'

interface BannerOptions {
  /** What the process prints when it is ready: a text as it is, or an expression. */
  readonly banner: string | RegExp
  /** Where it prints it. @default 'both' */
  readonly stream?: StreamChoice | undefined
}

/** The banner, and the options of all executors. */
export interface OutputExecutorOptions extends ExecutorOptions, BannerOptions {}

const RULES: Rules<OutputExecutorOptions> = {
  banner: required(PATTERN),
  stream: STREAM,
  ...EXECUTOR_RULES,
}

/** Ready when its process has printed a banner. */
export class OutputExecutor extends SimpleExecutor {
  /** @throws TypeError when the banner or an option is not what it has to be. */
  constructor(command: Command, options: OutputExecutorOptions) {
    checkOptions(options, RULES, new.target.name)
    const { banner, stream, ...rest } = options
    super(command, rest)
    this.readiness = output(banner, { stream })
  }

  protected override untilReady(over: AbortSignal): Promise<void> {
    return this.untilHolds(() => this.#hasPrinted(), over)
  }

  /** What it printed last may come after the news that it has ended. */
  async #hasPrinted(): Promise<boolean> {
    if (this.currentRun?.exit) await this.currentRun.drained()
    const { ready } = await this.session.ask(this.log)
    if (!ready) await this.failIfExited()
    return ready
  }
}
