import { newAbortController } from '../runtime/abort.ts'
import type { Run } from './run.ts'

/** The promise of a transition is part of the state, so that all callers share it. */
export type State<R> =
  | { readonly phase: 'stopped' }
  | { readonly phase: 'starting'; readonly abort: AbortController; readonly settled: Promise<R> }
  | { readonly phase: 'running'; readonly run: R }
  | { readonly phase: 'exited'; readonly run: R }
  | { readonly phase: 'stopping'; readonly run: R; readonly settled: Promise<void> }

/** The abort reason of a start that is interrupted by a stop. */
export class StoppedWhileStarting extends Error {
  override readonly name = 'StoppedWhileStarting'
  override readonly message = 'stopped while it was starting'
}

/**
 * The phases from a start to a stop. Concurrent calls share one start and one stop. A stop aborts a start
 * in progress. A failed start ends in `stopped`. A stop that leaves survivors ends in `running`, so that another
 * stop can try again. A run that has exited by itself is `exited` until it is stopped, if `noteExit()` was called.
 */
export class Lifecycle<R extends Pick<Run, 'process'>> {
  #state: State<R> = { phase: 'stopped' }
  readonly #onRunning: (run: R) => void

  /** @param onRunning called after each start that succeeded */
  constructor(onRunning: (run: R) => void = () => {}) {
    this.#onRunning = onRunning
  }

  get state(): State<R> {
    return this.#state
  }

  /** The run, if it was started and not stopped. */
  get run(): R | undefined {
    const { phase } = this.#state
    return phase === 'running' || phase === 'exited' ? this.#state.run : undefined
  }

  /** Notes that a run has exited. Returns whether it has exited by itself, without a stop. */
  noteExit(run: R): boolean {
    if (this.run !== run || run.process?.hasSurvivors) return false
    this.#transition({ phase: 'exited', run })
    return true
  }

  /** @param begin leaves nothing running when it throws */
  async start(begin: (abort: AbortController) => Promise<R>): Promise<R> {
    while (this.#state.phase === 'stopping') await this.#state.settled.catch(() => {})
    if (this.run) return this.run
    const state = this.#state
    if (state.phase === 'starting') return state.settled

    const abort = newAbortController()
    const settled = begin(abort)
    this.#transition({ phase: 'starting', abort, settled })
    try {
      const run = await settled
      this.#transition({ phase: 'running', run })
      this.#onRunning(run)
      return run
    } catch (error) {
      this.#transition({ phase: 'stopped' })
      throw error
    } finally {
      abort.abort()
    }
  }

  /** @param end called only if something is running */
  async stop(end: (run: R) => Promise<void>): Promise<void> {
    const state = this.#state
    if (state.phase === 'stopped') return
    if (state.phase === 'stopping') return state.settled
    if (state.phase === 'starting') {
      state.abort.abort(new StoppedWhileStarting())
      await state.settled.catch(() => {})
      return this.stop(end)
    }
    const { run } = state
    // In a later microtask, so that the state says `stopping` before anything is signalled.
    const settled = Promise.resolve(run).then(end)
    this.#transition({ phase: 'stopping', run, settled })
    try {
      await settled
    } finally {
      this.#transition(run.process?.hasSurvivors ? { phase: 'running', run } : { phase: 'stopped' })
    }
  }

  #transition(next: State<R>): void {
    this.#state = next
  }
}
