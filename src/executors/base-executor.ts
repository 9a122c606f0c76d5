import type { Signal } from '../errors.ts'
import { enableAwaitUsing } from './runtime/async-dispose.ts'
import { withOutage } from './lifecycle/outage.ts'
import { ProbeLog } from './readiness/probe-log.ts'
import { now } from './runtime/clock.ts'
import { DeadlineReached, abortable, startDeadline, withDeadline } from './runtime/deadline.ts'
import { concealerOf, throwNeverStarted, throwStopped } from './diagnosis/failure.ts'
import type { DiagnosticContext, StartGoal } from './diagnosis/failure.ts'
import { discard } from './lifecycle/discard.ts'
import { Lifecycle } from './lifecycle/lifecycle.ts'
import type { ResolvedOptions } from './options/options.ts'
import { Output } from './output/output.ts'
import type { CommandLine } from './process/command/command-line.ts'
import type { Exit } from './runtime/exit.ts'
import { ReadinessSession } from './readiness/readiness-session.ts'
import type { ProbeSurroundings, ReadinessInput } from './readiness/readiness-session.ts'
import type { Run } from './lifecycle/run.ts'
import { failAsHopeless, failIfExited } from './diagnosis/start-errors.ts'
import { toStartError, waitForTimeout } from './diagnosis/start-errors.ts'
import { assertEnded, unexpectedExitError } from './diagnosis/stop-errors.ts'
import { planKill, planStop, type KillOptions, type StopOptions } from './options/stop-options.ts'
import { poll, type PollOptions } from './readiness/poll.ts'

/** Starts a process or function, waits until it is ready, and stops it. Each start has one deadline. */
export abstract class BaseExecutor<R extends Run = Run> implements AsyncDisposable {
  /** The output across all restarts. */
  readonly output: Output = new Output((text) => concealerOf(this.settings, this.line)(text))
  protected readonly log: ProbeLog = new ProbeLog()
  /** @internal */
  protected readonly lifecycle = new Lifecycle<R>((run) => this.onRunning(run))
  /** Private, since failed assertions would print the whole environment. */
  readonly #settings: ResolvedOptions
  /** The current run, or the last one. */
  #lastRun: R | undefined
  #outputStart = 0
  #session: ReadinessSession | undefined

  protected constructor(settings: ResolvedOptions) {
    this.#settings = settings
  }

  /** The pid. Undefined while it is stopped. */
  get pid(): number | undefined {
    return this.currentRun?.process?.pid
  }

  /** Whether the started process, or the daemon that it became, is alive. */
  running(): boolean {
    return this.currentRun?.alive() ?? false
  }

  /**
   * Starts the process and resolves when it is ready. Resolves at once if it is already running. A failed start
   * leaves no process.
   *
   * @throws AlreadyRunning, ProcessExitedWithError, TimeoutExpired; ExecutorError when it cannot be
   * spawned; the reason of an aborted `signal`
   */
  async start(): Promise<this> {
    const { state } = this.lifecycle
    if (state.phase === 'stopping') await state.settled.catch(() => {})
    const { run } = this.lifecycle
    const isOver = run !== undefined && (run.process?.hasSurvivors === true || !run.alive())
    if (isOver) await this.lifecycle.stop((rest) => this.#killLeftovers(rest))
    await this.lifecycle.start((abort) => this.#launch(abort))
    return this
  }

  /** Resolves with the exit code or signal when the process itself has exited. */
  async waitForExit(): Promise<Exit> {
    const run = this.#lastRun ?? throwNeverStarted(this.diagnosticContext)
    return run.process?.exited ?? new Promise(() => {})
  }

  /**
   * Stops the process and everything that it spawned. Does nothing if it is not running.
   *
   * @throws ProcessFinishedWithError when it exited with an unexpected exit code.
   * @throws LeakedProcesses when processes survived even the kill.
   */
  async stop(options: StopOptions = {}): Promise<this> {
    const { expected, ...ending } = planStop(options, this.settings)
    await this.lifecycle.stop(async (run) => {
      const { process } = run
      const before = process?.exit !== undefined && !process.hasSurvivors
      await this.#end(run.terminate(ending), ending.timeout)
      const exit = process?.exit
      if (!exit || expected(exit, before)) return
      throw unexpectedExitError(exit, before, this.diagnosticContext)
    })
    return this
  }

  /** Kills the process and everything that it spawned. Does nothing if it is not running. @throws LeakedProcesses */
  async kill(options: KillOptions = {}): Promise<this> {
    const { signal, wait } = planKill(options, this.settings)
    const { state } = this.lifecycle
    const gone = this.lifecycle.stop((run) => this.#killLeftovers(run, signal))
    // If the caller waits for a running process, the kill above sends the signal.
    const isAwaited = wait && state.phase !== 'stopping'
    if ('run' in state && !isAwaited) await state.run.process?.signal(signal)
    if (wait) await gone
    else gone.catch(() => {})
    return this
  }

  /** Runs `body` while the process is stopped, and always starts the process again after that. */
  stopped<T>(body: () => T | Promise<T>): Promise<T>
  /** For `await using`: the process is stopped until the result is disposed. */
  stopped(): Promise<AsyncDisposable>
  stopped<T>(body?: () => T | Promise<T>): Promise<T | AsyncDisposable> {
    const wasRunning = this.lifecycle.state.phase !== 'stopped'
    const end = async (): Promise<unknown> => wasRunning && this.start()
    return withOutage({ begin: () => this.stop(), end }, body)
  }

  /** Repeats `condition` until it is true, within the rest of `startTimeout`. @throws TimeoutExpired after a kill */
  async waitFor(condition: () => boolean | Promise<boolean>): Promise<this> {
    const { state } = this.lifecycle
    const run = this.#lastRun
    const starting = state.phase === 'starting'
    const elapsed = now() - (run?.startedAt ?? now())
    const isOver = (): boolean => !starting && this.currentRun !== run
    const check: typeof condition = () =>
      isOver() ? throwStopped(this.diagnosticContext) : condition()
    const signals = starting ? [state.abort.signal, this.settings.signal] : []
    try {
      await withDeadline(this.goal.timeout - elapsed, signals, (signal) =>
        poll(check, signal, this.#waiting),
      )
    } catch (error) {
      if (starting || !(error instanceof DeadlineReached)) throw error
      await this.currentRun?.process?.captureSnapshot()
      if (!isOver()) await this.kill()
      throw waitForTimeout(this.diagnosticContext)
    }
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  abstract toString(): string

  /** The name in messages. */
  protected abstract get label(): string

  /** Undefined if it runs no command. */
  protected abstract get line(): CommandLine | undefined

  protected get settings(): ResolvedOptions {
    return this.#settings
  }

  protected get goal(): StartGoal {
    const { startTimeout: timeout } = this.settings
    const advice = 'if it is only slow, raise `startTimeout`.'
    return { ...this.session.goal, timeout, advice }
  }

  protected get diagnosticContext(): DiagnosticContext {
    const { label, goal, log, settings, output } = this
    const since = this.#outputStart
    const known = { label, goal, log, settings, changes: settings.changes, output, since }
    return { ...known, command: this.line, run: this.#lastRun, outputTail: output.tail(since) }
  }

  /** The run, until all of its processes are gone. */
  protected get currentRun(): R | undefined {
    return this.lifecycle.state.phase === 'stopped' ? undefined : this.#lastRun
  }

  protected onRunning(_run: R): void {}

  /** @param startedAt see `now()` @param startSignal aborted when the start ends */
  protected abstract begin(startedAt: number, startSignal: AbortSignal): Promise<R>

  protected async beforeStart(): Promise<void> {}

  /** Resolves when it is ready. @param startSignal aborted when the start ends */
  protected async untilReady(_startSignal: AbortSignal): Promise<void> {}

  protected abstract get readinessInput(): ReadinessInput

  protected get session(): ReadinessSession {
    return (this.#session ??= new ReadinessSession(this.readinessInput, this.#surroundings))
  }

  /** Repeats a check until it holds, as part of a start. */
  protected untilHolds(check: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
    const holds = async (): Promise<boolean> => {
      if (await check()) return true
      if (!this.#lastRun || !this.session.isHopeless) return false
      return failAsHopeless(this.#lastRun, () => this.diagnosticContext)
    }
    return poll(holds, signal, { ...this.#waiting, isEventDriven: () => this.log.isEventDriven })
  }

  /** @throws ProcessExitedWithError unless the process, or the daemon that it left, is alive. */
  protected failIfExited(): Promise<void> {
    return failIfExited(this.#lastRun, () => this.diagnosticContext)
  }

  async #launch(abort: AbortController): Promise<R> {
    this.#lastRun = undefined
    this.#outputStart = this.output.mark()
    const { signal, end } = startDeadline(this.goal.timeout, [abort.signal, this.settings.signal])
    let begun: Promise<R> | undefined
    try {
      signal.throwIfAborted()
      this.log.begin(signal)
      this.session.begin(signal)
      await abortable(this.beforeStart(), signal)
      begun = this.begin(now(), signal).then((run) => (this.#lastRun = run))
      const run = await abortable(begun, signal)
      await abortable(this.untilReady(signal), signal)
      end()
      return run
    } catch (error) {
      end()
      const reason = await discard(begun, error)
      this.session.createdFiles.removeMarks()
      throw toStartError(reason, this.diagnosticContext)
    } finally {
      this.session.end()
    }
  }

  get #waiting(): PollOptions {
    const { output, session, settings } = this
    return { ...settings, exited: this.#lastRun?.process?.exited, output, session }
  }

  readonly #surroundings = (startSignal: AbortSignal): ProbeSurroundings => {
    const run = (): R | undefined => this.currentRun
    return { ...this.settings, output: this.output, since: this.#outputStart, run, startSignal }
  }

  async #killLeftovers(run: R, signal: Signal = this.settings.killSignal): Promise<void> {
    await this.#end(run.kill(signal), this.settings.stopTimeout)
  }

  async #end(ending: ReturnType<Run['terminate']>, timeout: number): Promise<void> {
    await assertEnded(ending, timeout, () => this.diagnosticContext)
    this.session.createdFiles.removeMarks()
  }
}

enableAwaitUsing(BaseExecutor.prototype)
