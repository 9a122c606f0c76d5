/** What a lifecycle is in. The promise of a transition lives in its state, so that all callers share it. */
export type State<Run> =
  | { readonly phase: 'stopped' }
  | { readonly phase: 'starting'; readonly abort: AbortController; readonly settled: Promise<Run> }
  | { readonly phase: 'running'; readonly run: Run }
  | { readonly phase: 'stopping'; readonly run: Run; readonly settled: Promise<void> }

/** Why a start ends when a stop comes in between. */
export class StoppedWhileStarting extends Error {
  override readonly name = 'StoppedWhileStarting'
  override readonly message = 'stopped while it was starting'
}

/**
 * The four phases of something that is started and stopped. Concurrent calls share one start and one
 * stop; a start that fails ends in `stopped`; a stop during a start aborts it. After a stop that has left some
 * of it running it still is `running`, so that another stop can end them.
 */
export class Lifecycle<Run extends { readonly hasSurvivors?: boolean | undefined }> {
  #state: State<Run> = { phase: 'stopped' }

  get state(): State<Run> {
    return this.#state
  }

  /** The run, while there is one that is ready. */
  get run(): Run | undefined {
    return this.#state.phase === 'running' ? this.#state.run : undefined
  }

  /** `begin` has ended all it began when it throws. */
  async start(begin: (abort: AbortController) => Promise<Run>): Promise<Run> {
    while (this.#state.phase === 'stopping') await this.#state.settled.catch(() => {})
    const state = this.#state
    if (state.phase === 'running') return state.run
    if (state.phase === 'starting') return state.settled

    const abort = new AbortController()
    const settled = begin(abort)
    this.#transition({ phase: 'starting', abort, settled })
    try {
      const run = await settled
      this.#transition({ phase: 'running', run })
      return run
    } catch (error) {
      this.#transition({ phase: 'stopped' })
      throw error
    } finally {
      abort.abort()
    }
  }

  /** `end` is not called when nothing runs. */
  async stop(end: (run: Run) => Promise<void>): Promise<void> {
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
      this.#transition(run.hasSurvivors ? { phase: 'running', run } : { phase: 'stopped' })
    }
  }

  #transition(next: State<Run>): void {
    this.#state = next
  }
}
