import type { Signal } from '../errors.ts'
import { enableAwaitUsing } from './async-dispose.ts'
import { away } from './away.ts'
import { CheckLog } from './check-log.ts'
import { now } from './clock.ts'
import { DeadlineReached, withDeadline } from './deadline.ts'
import { concealerOf, neverStarted, stoppedMeanwhile } from './failure.ts'
import type { Expectation, Subject } from './failure.ts'
import { launch } from './launch.ts'
import { Lifecycle } from './lifecycle.ts'
import type { Settings } from './options.ts'
import { Output } from './output/output.ts'
import type { CommandLine } from './process/command.ts'
import type { Exit } from './process/spawn.ts'
import { Probing, type Question, type Surroundings } from './probing.ts'
import type { Ending, Run } from './run.ts'
import { explain, failAsHopeless, failIfExited, unfulfilled } from './start-failures.ts'
import { explainStop, failUnlessGone, finishedWrongly } from './stop-failures.ts'
import { planKill, planStop, type KillOptions, type StopOptions } from './stop-options.ts'
import { wait, type Waiting } from './wait.ts'

/**
 * Starts something, waits until it is ready, and ends it: one lifecycle, and one deadline for each
 * start, whatever it is that runs.
 */
export abstract class Starter<R extends Run = Run> implements AsyncDisposable {
  /** What it prints, through all its restarts. */
  readonly output: Output = new Output((text) => concealerOf(this.settings, this.line)(text))
  protected readonly settings: Settings
  /** How the check of this start went, for the message of a time-out. */
  protected readonly log: CheckLog = new CheckLog()
  readonly #lifecycle = new Lifecycle<R>()
  /** The present run, from its begin on, or the last one. */
  #run: R | undefined
  #mark = 0
  #probing: Probing | undefined

  protected constructor(settings: Settings) {
    this.settings = settings
  }

  /** The pid, until it is stopped. */
  get pid(): number | undefined {
    return this.present?.pid
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
    const { state } = this.#lifecycle
    if (state.phase === 'stopping') await state.settled.catch(() => {})
    const { run } = this.#lifecycle
    const isOver = run !== undefined && (run.hasSurvivors === true || !run.alive())
    if (isOver) await this.#lifecycle.stop((rest) => this.#reap(rest))
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
    const { expected, ...ending } = planStop(options, this.settings)
    await this.#lifecycle.stop(async (run) => {
      const before = run.exit !== undefined && !run.hasSurvivors
      await this.#end(() => run.terminate(ending), ending)
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
    // What is about to be ended by it is signalled here only where nobody waits until that has happened.
    const isAwaited = wait && state.phase === 'running'
    if ('run' in state && !isAwaited) await state.run.signal(signal)
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
    await this.#until(condition)
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  abstract toString(): string

  /** How messages call it. */
  protected abstract get label(): string

  /** Nothing where it is started in another way. */
  protected abstract get line(): CommandLine | undefined

  protected get expectation(): Expectation {
    const { startTimeout: timeout } = this.settings
    const advice = 'if it is only slow, raise `startTimeout`.'
    return { ...this.probing.aim, timeout, advice }
  }

  /** What errors tell of it. */
  protected get subject(): Subject {
    const { label, expectation, log, settings, output } = this
    const { changes } = settings
    const since = this.#mark
    const known = { label, expectation, log, settings, changes, output, since }
    return { ...known, command: this.line, run: this.#run, outputTail: output.tail(since) }
  }

  /** The run, from its begin until all of it is gone. */
  protected get present(): R | undefined {
    return this.#lifecycle.state.phase === 'stopped' ? undefined : this.#run
  }

  /** @param startedAt when the start began, by the clock */
  protected abstract begin(startedAt: number): Promise<R>

  /** Before anything is begun. */
  protected async beforeStart(_over: AbortSignal): Promise<void> {}

  /** After the begin: resolves when it is ready. @param over aborted when the start is over */
  protected async untilReady(_over: AbortSignal): Promise<void> {}

  protected abstract get question(): Question

  protected get probing(): Probing {
    return (this.#probing ??= new Probing(this.question, (over) => this.#surroundings(over)))
  }

  /** Has it checked again and again, as part of a start. */
  protected untilHolds(check: () => Promise<boolean>, over: AbortSignal): Promise<void> {
    const holds = async (): Promise<boolean> => {
      if (await check()) return true
      const run = this.#run
      if (run && this.probing.isHopeless) await failAsHopeless(run, () => this.subject)
      return false
    }
    return wait(holds, over, { ...this.#waiting, isTold: () => this.log.isTold })
  }

  /** @throws ProcessExitedWithError unless the process lives, or made itself a daemon that does. */
  protected failIfExited(): Promise<void> {
    return failIfExited(this.#run, () => this.subject)
  }

  async #launch(abort: AbortController): Promise<R> {
    this.#run = undefined
    this.#mark = this.output.mark()
    try {
      return await launch({
        startTimeout: this.expectation.timeout,
        signals: [abort.signal, this.settings.signal],
        beforeStart: (over) => {
          this.log.begin(over)
          this.probing.begin(over)
          return this.beforeStart(over)
        },
        begin: async () => (this.#run = await this.begin(now())),
        untilReady: (over) => this.untilReady(over),
      })
    } catch (error) {
      this.probing.made.removeMarks()
      throw explain(error, this.subject)
    } finally {
      this.probing.end()
    }
  }

  async #until(condition: () => boolean | Promise<boolean>): Promise<void> {
    const { state } = this.#lifecycle
    const run = this.#run
    const starting = state.phase === 'starting'
    const elapsed = now() - (run?.startedAt ?? now())
    const isOver = (): boolean => !starting && this.present !== run
    const check: typeof condition = () => (isOver() ? stoppedMeanwhile(this.subject) : condition())
    const signals = starting ? [state.abort.signal, this.settings.signal] : []
    try {
      await withDeadline(this.expectation.timeout - elapsed, signals, (signal) =>
        wait(check, signal, this.#waiting),
      )
    } catch (error) {
      if (starting || !(error instanceof DeadlineReached)) throw error
      await this.present?.look()
      if (!isOver()) await this.kill()
      throw unfulfilled(this.subject)
    }
  }

  get #waiting(): Waiting {
    return { ...this.settings, run: this.#run, output: this.output, probing: this.probing }
  }

  #surroundings(over: AbortSignal): Surroundings {
    const { output, settings } = this
    return { ...settings, output, since: this.#mark, run: () => this.present, over }
  }

  async #reap(run: R, signal: Signal = this.settings.killSignal): Promise<void> {
    await this.#end(() => run.kill(signal), { timeout: this.settings.stopTimeout })
  }

  async #end(
    end: () => ReturnType<Run['terminate']>,
    { timeout }: Pick<Ending, 'timeout'>,
  ): Promise<void> {
    const left = await end().catch((reason: unknown) => {
      throw explainStop(reason, timeout, this.subject)
    })
    failUnlessGone(left, this.subject)
    this.probing.made.removeMarks()
  }
}

enableAwaitUsing(Starter.prototype)
