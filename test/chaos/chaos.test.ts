import { expect, test } from 'vitest'
import { DoomedRun, PROCESSES_OF_A_SERVICE } from '../endings/doomed-run.ts'

/** `CHAOS_RUNS=1000 npm run test:chaos` by hand; `CHAOS_SEED` repeats one of them. */
const RUNS = Number(process.env['CHAOS_RUNS'] ?? 20)
const SEED = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000)
const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGKILL', 'SIGABRT'] as const
const ROLES = ['runner', 'doomed', 'guard', 'service'] as const
const POOLS = ['forks', 'threads', 'vmForks', 'vmThreads'] as const

/** Mulberry32: small, and the same everywhere for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

test.for(Array.from({ length: RUNS }, (_, index) => SEED + index))(
  'nothing survives chaos with the seed %i',
  async (seed) => {
    const random = randomOf(seed)
    const choose = <T>(choices: readonly T[]): T | undefined =>
      choices[Math.floor(random() * choices.length)]
    const pool = choose(POOLS) ?? 'forks'
    const role = choose(ROLES) ?? 'runner'
    const signal = choose(SIGNALS) ?? 'SIGKILL'
    // From the first process of the first service to the last one of the last.
    const moment = 1 + Math.floor(random() * 3 * PROCESSES_OF_A_SERVICE)

    await using run = await DoomedRun.start({ args: ['--pool', pool, '--testTimeout', '8000'] })
    await run.meets('service', moment)
    const victims = run.alive(role)
    const victim = choose(victims.length > 0 ? victims : run.alive('runner'))
    if (victim) process.kill(victim.pid, signal)
    expect(victim, `CHAOS_SEED=${seed}`).toBeDefined()
    await run.leavesNothing()
  },
)
