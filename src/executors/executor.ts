import { AlreadyRunning, type FailureContext } from '../errors.ts'
import { failureOf } from './diagnosis/failure.ts'
import { SimpleExecutor } from './simple-executor.ts'

/** The content of an `AlreadyRunning` error. */
export interface Obstacle extends Partial<FailureContext> {
  /** The first line of the message. */
  readonly summary: string
}

/**
 * The base class of executors with a readiness check. A subclass overrides two checks.
 *
 * @example
 * class FlagExecutor extends Executor {
 *   override async preStartCheck() { return existsSync('./flag') }
 *   override async afterStartCheck() { return existsSync('./flag') }
 * }
 */
export class Executor extends SimpleExecutor {
  /** Whether the process is already running before the start. If so, the start throws `AlreadyRunning`. */
  async preStartCheck(): Promise<boolean> {
    return this.session.isPresent()
  }

  /** Whether the process is ready. Called repeatedly until it returns true or the timeout is over. */
  async afterStartCheck(): Promise<boolean> {
    return (await this.session.ask(this.log)).ready
  }

  /**
   * Whether the process is ready.
   *
   * @throws ProcessExitedWithError when the process has exited.
   */
  async checkSubprocess(): Promise<boolean> {
    await this.failIfExited()
    return this.afterStartCheck()
  }

  /** The content of `AlreadyRunning` when `preStartCheck()` returns true. Subclasses can override it. */
  protected get obstacle(): Obstacle {
    return {
      summary: `${this.label} already appears to be running: its pre-start check succeeded.`,
    }
  }

  protected override async beforeStart(): Promise<void> {
    if (!(await this.preStartCheck())) return
    const { summary, ...details } = this.obstacle
    throw failureOf(AlreadyRunning, this.diagnosticContext, summary, details)
  }

  protected override untilReady(startSignal: AbortSignal): Promise<void> {
    return this.untilHolds(() => this.checkSubprocess(), startSignal)
  }
}
