import type { ChildProcess } from 'node:child_process'
import type { Signal } from '../errors.ts'
import { enableAwaitUsing } from './async-dispose.ts'
import { away } from './away.ts'
import { CheckLog } from './check-log.ts'
import { now } from './clock.ts'
import { checkOptions } from './check-options.ts'
import { DeadlineReached } from './deadline.ts'
import { neverStarted, stoppedMeanwhile, type Expectation, type Subject } from './failure.ts'
import { launch } from './launch.ts'
import { Lifecycle } from './lifecycle.ts'
import { EXECUTOR_RULES, settle, type ExecutorOptions, type Settings } from './options.ts'
import { Output } from './output/output.ts'
import { parseCommand, type Command, type CommandLine } from './process/command.ts'
import { withoutMarker } from './process/marker.ts'
import { ProcessRun } from './process/process-run.ts'
import type { Exit, SpawnOptions } from './process/spawn.ts'
import { poll } from './readiness/poll.ts'
import { exitedTooEarly, explain, unfulfilled } from './start-failures.ts'
import { failUnlessGone, finishedWrongly } from './stop-failures.ts'
import { planKill, planStop, type KillOptions, type StopOptions } from './stop-options.ts'

/**
 * Owns one process and everything it spawns. Starts it, reports it as running, and waits for nothing.
 *
 * @example
 * const executor = await new SimpleExecutor('sleep 300').start()
 * await executor.stop()
 */
export class SimpleExecutor implements AsyncDisposable {
  /** What it prints, through all its restarts. */
  readonly output: Output = new Output()
  protected readonly settings: Settings
  /** How the check of this start went, for the message of a time-out. */
  protected readonly log: CheckLog = new CheckLog()
  readonly #command: CommandLine
  readonly #lifecycle = new Lifecycle<ProcessRun>()
  /** The present run, from its spawn on, or the last one. */
  #run: ProcessRun | undefined
  #mark = 0

  /** @throws TypeError when the command or an option is not what it has to be. */
  constructor(command: Command, options: ExecutorOptions = {}) {
    checkOptions(options, EXECUTOR_RULES, this.constructor.name)
    this.settings = settle(options)
    this.#command = parseCommand(command, this.settings.shell)
  }

  /** The command in one line, quoted as a shell needs it. */
  get command(): string {
    return this.#command.line
  }

  /** The command in its parts, as it is run. */
  get commandParts(): readonly string[] {
    return this.#command.parts
  }

  /** The child process, until it is stopped. */
  get process(): ChildProcess | undefined {
    return this.present?.child
  }

  /** The pid, until it is stopped. */
  get pid(): number | undefined {
    return this.present?.pid
  }

  /** What the process is started with. */
  get env(): Readonly<Record<string, string>> {
    return withoutMarker(this.settings.env)
  }

  /** Whether the process that was started is alive; for one that made itself a daemon, the daemon. */
  running(): boolean {
    return this.present?.alive() ?? false
  }

  /**
   * Starts the process, and returns when it is ready. Returns at once when it runs already.
   *
   * @throws AlreadyRunning, ProcessExitedWithError, TimeoutExpired; ExecutorError when it cannot be
   * spawned; the reason of an aborted `signal`. None of its processes is left by then.
   */
  async start(): Promise<this> {
    if (this.#lifecycle.run?.alive() === false) await this.#lifecycle.stop((run) => this.#reap(run))
    await this.#lifecycle.start((abort) => this.#launch(abort))
    return this
  }

  /** Resolves when the process itself has ended, with how it did. */
  async waitForExit(): Promise<Exit> {
    return (this.#run ?? neverStarted(this.subject)).exited
  }

  /**
   * Ends the process and all it spawned; does nothing when it is not running.
   *
   * @throws ProcessFinishedWithError when it ended with another exit code than expected.
   * @throws LeakedProcesses when some survived even the kill.
   */
  async stop(options: StopOptions = {}): Promise<this> {
    const { signal, timeout, killSignal, expected } = planStop(options, this.settings)
    await this.#lifecycle.stop(async (run) => {
      const before = run.exit !== undefined
      failUnlessGone(await run.terminate(signal, timeout, killSignal), this.subject)
      const { exit } = run
      if (exit && !expected(exit, before)) throw finishedWrongly(exit, before, this.subject)
    })
    return this
  }

  /** Ends all by force; does nothing when it is not running. @throws LeakedProcesses */
  async kill(options: KillOptions = {}): Promise<this> {
    const { signal, wait } = planKill(options, this.settings)
    const { state } = this.#lifecycle
    const gone = this.#lifecycle.stop((run) => this.#reap(run, signal))
    if (state.phase === 'running' || state.phase === 'stopping') await state.run.signal(signal)
    if (wait) await gone
    else gone.catch(() => {})
    return this
  }

  /** Runs `body` while the process is stopped, and starts it again after, also when `body` throws. */
  stopped<T>(body: () => T | Promise<T>): Promise<T>
  /** The same for `await using`: stopped until disposed of. */
  stopped(): Promise<AsyncDisposable>
  stopped<T>(body?: () => T | Promise<T>): Promise<T | AsyncDisposable> {
    const wasRunning = this.#lifecycle.state.phase !== 'stopped'
    const comeBack = async (): Promise<unknown> => wasRunning && this.start()
    return away({ leave: () => this.stop(), comeBack }, body)
  }

  /** Checks until it holds, within what is left of `startTimeout`. @throws TimeoutExpired, all is gone then */
  async waitFor(condition: () => boolean | Promise<boolean>): Promise<this> {
    const { state } = this.#lifecycle
    const run = this.#run
    const starting = state.phase === 'starting'
    const elapsed = now() - (run?.startedAt ?? now())
    const isOver = (): boolean => !starting && this.present !== run
    try {
      await poll(() => (isOver() ? stoppedMeanwhile(this.subject) : condition()), {
        timeout: this.expectation.timeout - elapsed,
        signals: starting ? [state.abort.signal, this.settings.signal] : [],
        interval: this.settings.interval,
        interrupted: run?.exited,
        onEvent: (wake) => this.onEvent(wake),
      })
    } catch (error) {
      if (starting || !(error instanceof DeadlineReached)) throw error
      await this.present?.look()
      if (!isOver()) await this.kill()
      throw unfulfilled(this.subject)
    }
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  toString(): string {
    const state = this.running() ? `pid ${this.pid} running` : 'stopped'
    return `<${this.constructor.name} ${JSON.stringify(this.command)} ${state}>`
  }

  /** How messages call it. */
  protected get label(): string {
    return this.commandParts[0]?.split('/').at(-1) ?? this.command
  }

  protected get expectation(): Expectation {
    const { startTimeout: timeout } = this.settings
    return { awaits: 'start', timeout, advice: 'look at its output, or raise `startTimeout`.' }
  }

  /** What errors tell of it. */
  protected get subject(): Subject {
    const { label, expectation, log, settings, output } = this
    const { changes } = settings
    const { printedAt } = output
    const known = { label, expectation, log, settings, changes, printedAt, allowForeign: false }
    const outputTail = output.tail(this.#mark)
    return { ...known, command: this.#command, run: this.#run, outputTail }
  }

  /** Where in the output the present or last start begins. */
  protected get mark(): number {
    return this.#mark
  }

  /** The run, from its spawn until all of it is gone. */
  protected get present(): ProcessRun | undefined {
    return this.#lifecycle.state.phase === 'stopped' ? undefined : this.#run
  }

  protected get spawnOptions(): SpawnOptions {
    return this.settings
  }

  /** Before anything is spawned. */
  protected async beforeStart(_over: AbortSignal): Promise<void> {}

  /** After the spawn: resolves when it is ready. */
  protected async untilReady(): Promise<void> {}

  /** @throws ProcessExitedWithError unless the process lives, or made itself a daemon that does. */
  protected async failIfExited(): Promise<void> {
    const run = this.#run
    if (!run?.exit) return
    if (run.exit.exitCode === 0 && (await run.members()).length > 0) return
    await run.drained()
    await run.look()
    throw exitedTooEarly(run.exit, this.subject)
  }

  async #launch(abort: AbortController): Promise<ProcessRun> {
    this.#run = undefined
    this.#mark = this.output.mark()
    try {
      return await launch({
        startTimeout: this.expectation.timeout,
        signals: [abort.signal, this.settings.signal],
        beforeStart: (over) => {
          this.log.begin(over)
          return this.beforeStart(over)
        },
        spawn: async () => {
          const options = { ...this.spawnOptions, startedAt: now() }
          return (this.#run = await ProcessRun.spawn(this.#command, options, this.output))
        },
        untilReady: () => this.untilReady(),
      })
    } catch (error) {
      throw explain(error, this.subject)
    }
  }

  async #reap(run: ProcessRun, signal: Signal = this.settings.killSignal): Promise<void> {
    failUnlessGone(await run.kill(signal), this.subject)
  }

  /** Reasons to check again: it printed something, or it ended. */
  protected onEvent(wake: () => void): () => void {
    void this.#run?.exited.then(wake)
    return this.output.subscribe(wake)
  }
}

enableAwaitUsing(SimpleExecutor.prototype)
