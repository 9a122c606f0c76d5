import { checkOptions, PATTERN, required, type Rules, STREAM } from './check-options.ts'
import type { Expectation } from './failure.ts'
import { EXECUTOR_RULES, type ExecutorOptions } from './options.ts'
import type { StreamChoice } from './output/output.ts'
import type { PatternWatch } from './output/pattern-watch.ts'
import type { Command } from './process/command.ts'
import { adviceOnPattern } from './output/almost-printed.ts'
import { describePattern } from './output/describe-pattern.ts'
import { verdictOf } from './readiness/output.ts'
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
  readonly #awaited: BannerOptions
  #printed: PatternWatch | undefined

  /** @throws TypeError when the banner or an option is not what it has to be. */
  constructor(command: Command, options: OutputExecutorOptions) {
    checkOptions(options, RULES, new.target.name)
    const { banner, stream, ...rest } = options
    super(command, rest)
    this.#awaited = { banner, stream }
  }

  protected override get expectation(): Expectation {
    return {
      ...super.expectation,
      awaits: `print ${describePattern(this.#awaited.banner, this.#awaited.stream)}`,
      isPrinted: true,
    }
  }

  protected override watch(wake: () => void): (() => void) | undefined {
    return this.#printed?.onMatch(wake)
  }

  protected override async untilReady(): Promise<void> {
    const { banner, stream } = this.#awaited
    const { output, mark: since } = this
    const watch = (this.#printed = output.watch(banner, { stream, since }))
    const advice = (): string | undefined => adviceOnPattern(output, banner, { stream, since })
    try {
      await this.untilHolds(async () => {
        // What it printed last may come after the news that it has ended.
        if (!watch.match && this.present?.exit) {
          await this.present.drained()
          watch.end()
        }
        const { ready } = await this.log.note(Promise.resolve(verdictOf(watch, advice)))
        if (!ready) await this.failIfExited()
        return ready
      })
    } finally {
      watch[Symbol.dispose]()
    }
  }
}
