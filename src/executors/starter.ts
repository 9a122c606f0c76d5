import type { Signal } from '../errors.ts'
import { enableAwaitUsing } from './async-dispose.ts'
import { withOutage } from './away.ts'
import { ProbeLog } from './check-log.ts'
import { now } from './clock.ts'
import { DeadlineReached, withDeadline } from './deadline.ts'
import { concealerOf, throwNeverStarted, throwStopped } from './failure.ts'
import type { StartGoal, DiagnosticContext } from './failure.ts'
import { launch } from './launch.ts'
import { Lifecycle } from './lifecycle.ts'
import type { ResolvedOptions } from './options.ts'
import { Output } from './output/output.ts'
import type { CommandLine } from './process/command.ts'
import type { Exit } from './process/spawn.ts'
import { ReadinessSession, type ReadinessInput, type ProbeSurroundings } from './probing.ts'
import type { StopSignals, Run } from './run.ts'
import { toStartError, failAsHopeless, failIfExited, waitForTimeout } from './start-failures.ts'
import { toStopError, assertAllGone, unexpectedExitError } from './stop-failures.ts'
import { planKill, planStop, type KillOptions, type StopOptions } from './stop-options.ts'
import { waitUntilReady, type ReadyWait } from './wait.ts'

/**
 * Starts something, waits until it is ready, and ends it: one lifecycle, and one deadline for each
 * start, whatever it is that runs.
 */
export abstract class BaseExecutor<R extends Run = Run> implements AsyncDisposable {
  /** What it prints, through all its restarts. */
  readonly output: Output = new Output((text) => concealerOf(this.settings, this.line)(text))
  protected readonly settings: ResolvedOptions
  /** How the check of this start went, for the message of a time-out. */
  protected readonly log: ProbeLog = new ProbeLog()
  readonly #lifecycle = new Lifecycle<R>()
  /** The present run, from its begin on, or the last one. */
  #lastRun: R | undefined
  #outputStart = 0
  #session: ReadinessSession | undefined

  protected constructor(settings: ResolvedOptions) {
    this.settings = settings
  }

  /** The pid, until it is stopped. */
  get pid(): number | undefined {
    return this.currentRun?.pid
  }

  /** Whether the process that was started is alive; for one that made itself a daemon, the daemon. */
  running(): boolean {
    return this.currentRun?.alive() ?? false
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
    if (isOver) await this.#lifecycle.stop((rest) => this.#killLeftovers(rest))
    await this.#lifecycle.start((abort) => this.#launch(abort))
    return this
  }

  /** Resolves when the process itself has ended, with how it did. */
  async waitForExit(): Promise<Exit> {
    return (this.#lastRun ?? throwNeverStarted(this.diagnosticContext)).exited
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
      if (exit && !expected(exit, before))
        throw unexpectedExitError(exit, before, this.diagnosticContext)
    })
    return this
  }

  /** Ends all by force; does nothing when it is not running. @throws LeakedProcesses */
  async kill(options: KillOptions = {}): Promise<this> {
    const { signal, wait } = planKill(options, this.settings)
    const { state } = this.#lifecycle
    const gone = this.#lifecycle.stop((run) => this.#killLeftovers(run, signal))
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
    const end = async (): Promise<unknown> => wasRunning && this.start()
    return withOutage({ begin: () => this.stop(), end }, body)
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

  protected get goal(): StartGoal {
    const { startTimeout: timeout } = this.settings
    const advice = 'if it is only slow, raise `startTimeout`.'
    return { ...this.readinessSession.goal, timeout, advice }
  }

  /** What errors tell of it. */
  protected get diagnosticContext(): DiagnosticContext {
    const { label, goal, log, settings, output } = this
    const { changes } = settings
    const since = this.#outputStart
    const known = { label, goal, log, settings, changes, output, since }
    return { ...known, command: this.line, run: this.#lastRun, outputTail: output.tail(since) }
  }

  /** The run, from its begin until all of it is gone. */
  protected get currentRun(): R | undefined {
    return this.#lifecycle.state.phase === 'stopped' ? undefined : this.#lastRun
  }

  /** @param startedAt when the start began, by the clock */
  protected abstract begin(startedAt: number): Promise<R>

  /** Before anything is begun. */
  protected async beforeStart(_over: AbortSignal): Promise<void> {}

  /** After the begin: resolves when it is ready. @param over aborted when the start is over */
  protected async untilReady(_over: AbortSignal): Promise<void> {}

  protected abstract get readinessInput(): ReadinessInput

  protected get readinessSession(): ReadinessSession {
    return (this.#session ??= new ReadinessSession(this.readinessInput, (over) =>
      this.#surroundings(over),
    ))
  }

  /** Has it checked again and again, as part of a start. */
  protected untilHolds(check: () => Promise<boolean>, over: AbortSignal): Promise<void> {
    const holds = async (): Promise<boolean> => {
      if (await check()) return true
      const run = this.#lastRun
      if (run && this.readinessSession.isHopeless)
        await failAsHopeless(run, () => this.diagnosticContext)
      return false
    }
    return waitUntilReady(holds, over, {
      ...this.#waiting,
      isEventDriven: () => this.log.isEventDriven,
    })
  }

  /** @throws ProcessExitedWithError unless the process lives, or made itself a daemon that does. */
  protected failIfExited(): Promise<void> {
    return failIfExited(this.#lastRun, () => this.diagnosticContext)
  }

  async #launch(abort: AbortController): Promise<R> {
    this.#lastRun = undefined
    this.#outputStart = this.output.mark()
    try {
      return await launch({
        startTimeout: this.goal.timeout,
        signals: [abort.signal, this.settings.signal],
        beforeStart: (over) => {
          this.log.begin(over)
          this.readinessSession.begin(over)
          return this.beforeStart(over)
        },
        begin: async () => (this.#lastRun = await this.begin(now())),
        untilReady: (over) => this.untilReady(over),
      })
    } catch (error) {
      this.readinessSession.createdFiles.removeMarks()
      throw toStartError(error, this.diagnosticContext)
    } finally {
      this.readinessSession.end()
    }
  }

  async #until(condition: () => boolean | Promise<boolean>): Promise<void> {
    const { state } = this.#lifecycle
    const run = this.#lastRun
    const starting = state.phase === 'starting'
    const elapsed = now() - (run?.startedAt ?? now())
    const isOver = (): boolean => !starting && this.currentRun !== run
    const check: typeof condition = () =>
      isOver() ? throwStopped(this.diagnosticContext) : condition()
    const signals = starting ? [state.abort.signal, this.settings.signal] : []
    try {
      await withDeadline(this.goal.timeout - elapsed, signals, (signal) =>
        waitUntilReady(check, signal, this.#waiting),
      )
    } catch (error) {
      if (starting || !(error instanceof DeadlineReached)) throw error
      await this.currentRun?.captureSnapshot()
      if (!isOver()) await this.kill()
      throw waitForTimeout(this.diagnosticContext)
    }
  }

  get #waiting(): ReadyWait {
    return {
      ...this.settings,
      run: this.#lastRun,
      output: this.output,
      session: this.readinessSession,
    }
  }

  #surroundings(over: AbortSignal): ProbeSurroundings {
    const { output, settings } = this
    return {
      ...settings,
      output,
      since: this.#outputStart,
      run: () => this.currentRun,
      startSignal: over,
    }
  }

  async #killLeftovers(run: R, signal: Signal = this.settings.killSignal): Promise<void> {
    await this.#end(() => run.kill(signal), { timeout: this.settings.stopTimeout })
  }

  async #end(
    end: () => ReturnType<Run['terminate']>,
    { timeout }: Pick<StopSignals, 'timeout'>,
  ): Promise<void> {
    const left = await end().catch((reason: unknown) => {
      throw toStopError(reason, timeout, this.diagnosticContext)
    })
    assertAllGone(left, this.diagnosticContext)
    this.readinessSession.createdFiles.removeMarks()
  }
}

enableAwaitUsing(BaseExecutor.prototype)
