import { checkOptions, PATTERN, required, type Rules, STREAM } from './options/rules.ts'
import { EXECUTOR_RULES, type ExecutorOptions } from './options/options.ts'
import type { StreamChoice } from './output/streams.ts'
import type { Command } from './process/command/command.ts'
import { output } from './readiness/output.ts'
import { SimpleExecutor } from './simple-executor.ts'

interface BannerOptions {
  /** The output that means ready: a literal string or an expression. */
  readonly banner: string | RegExp
  /** The stream to search. @default 'both' */
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
  /** @throws TypeError when the banner or an option is invalid. */
  constructor(command: Command, options: OutputExecutorOptions) {
    checkOptions(options, RULES, new.target.name)
    const { banner, stream, ...rest } = options
    super(command, rest)
    this.readiness = output(banner, { stream })
  }

  protected override untilReady(startSignal: AbortSignal): Promise<void> {
    return this.untilHolds(() => this.#hasPrinted(), startSignal)
  }

  /** Waits for the last output first, which may arrive after the exit event. */
  async #hasPrinted(): Promise<boolean> {
    if (this.currentRun?.exit) await this.currentRun.drained()
    const { ready } = await this.session.ask(this.log)
    if (!ready) await this.failIfExited()
    return ready
  }
}
