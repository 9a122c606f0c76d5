import { AlreadyRunning, type FailureContext } from '../errors.ts'
import { failureOf } from './diagnosis/failure.ts'
import { SimpleExecutor } from './simple-executor.ts'

/** What `AlreadyRunning` says of what is there. */
export interface Obstacle extends Partial<FailureContext> {
  /** The first line of the message. */
  readonly summary: string
}

/**
 * The base of executors that know when their process is ready. A subclass says so with two checks.
 *
 * @example
 * class FlagExecutor extends Executor {
 *   override async preStartCheck() { return existsSync('./flag') }
 *   override async afterStartCheck() { return existsSync('./flag') }
 * }
 */
export class Executor extends SimpleExecutor {
  /** Whether it is there before it was started, which makes the start fail with `AlreadyRunning`. */
  async preStartCheck(): Promise<boolean> {
    return this.session.isPresent()
  }

  /** Whether it is ready. Asked again and again until it is true, or the time is up. */
  async afterStartCheck(): Promise<boolean> {
    return (await this.session.ask(this.log)).ready
  }

  /**
   * Whether the process is ready, and whether it still can be.
   *
   * @throws ProcessExitedWithError when it has ended.
   */
  async checkSubprocess(): Promise<boolean> {
    await this.failIfExited()
    return this.afterStartCheck()
  }

  /** What `AlreadyRunning` says when the pre-start check holds. For subclasses. */
  protected get obstacle(): Obstacle {
    return { summary: `${this.label} already appears to be running: its pre-start check holds.` }
  }

  protected override async beforeStart(): Promise<void> {
    if (!(await this.preStartCheck())) return
    const { summary, ...details } = this.obstacle
    throw failureOf(AlreadyRunning, this.diagnosticContext, summary, details)
  }

  protected override untilReady(over: AbortSignal): Promise<void> {
    return this.untilHolds(() => this.checkSubprocess(), over)
  }
}
