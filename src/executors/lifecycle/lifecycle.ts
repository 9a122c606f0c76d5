/** The promise of a transition is part of the state, so that all callers share it. */
export type State<Run> =
  | { readonly phase: 'stopped' }
  | { readonly phase: 'starting'; readonly abort: AbortController; readonly settled: Promise<Run> }
  | { readonly phase: 'running'; readonly run: Run }
  | { readonly phase: 'stopping'; readonly run: Run; readonly settled: Promise<void> }

/** The abort reason of a start that is interrupted by a stop. */
export class StoppedWhileStarting extends Error {
  override readonly name = 'StoppedWhileStarting'
  override readonly message = 'stopped while it was starting'
}

/**
 * The four phases of a start and a stop. Concurrent calls share one start and one stop. A stop aborts a start
 * in progress. A failed start ends in `stopped`. A stop that leaves survivors ends in `running`, so that another
 * stop can try again.
 */
export class Lifecycle<Run extends { readonly hasSurvivors?: boolean | undefined }> {
  #state: State<Run> = { phase: 'stopped' }

  get state(): State<Run> {
    return this.#state
  }

  /** The run, in the phase `running`. */
  get run(): Run | undefined {
    return this.#state.phase === 'running' ? this.#state.run : undefined
  }

  /** @param begin leaves nothing running when it throws */
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

  /** @param end called only if something is running */
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
