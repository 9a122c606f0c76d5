import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { randomOf } from '../processes/random.mjs'
import { DoomedRun, PROCESSES_OF_A_SERVICE } from '../support/killed-run.ts'

/** `CHAOS_RUNS=1000 npm run test:chaos` by hand; `CHAOS_SEED` repeats one of them. */
const RUNS = Number(process.env['CHAOS_RUNS'] ?? 15)
const SEED = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000)
const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGKILL', 'SIGKILL', 'SIGABRT'] as const
const POOLS = ['forks', 'threads', 'vmForks', 'vmThreads'] as const
/** Who is killed, at once: in a pool of threads, runner and worker are one process. */
const FATAL = [['runner'], ['doomed'], ['runner', 'doomed']]
const VICTIMS = [...FATAL, ['guard'], ['service']]
/** What the test does meanwhile, in which it is met. */
const FOR_EVER = 'new Promise(() => {})'
const DOOMS = [
  `await ${FOR_EVER}`,
  `await s.stopped(() => ${FOR_EVER})`,
  `await w.paused(() => ${FOR_EVER})`,
  'for (;;) await Promise.all([f.restart(), s.restart()])',
  '',
  'for (;;) {}',
]

/** A service that all share, with a cleanup that takes its time. */
const SERVICES = (programs: string): string => `
  import { output, service } from 'vitest-mirakuru'
  export const shared = service('shared', {
    command: ({ dir, port }) => ['sh', '${programs}/grows-a-tree.sh', 'shared', dir, port],
    cleanup: ['sh', '-c', 'echo "cleanup $$" >> "$JOURNAL"; exec sleep 0.2'],
    ready: output('is ready'),
    stopTimeout: 200,
  })
`
const SETUP = `
  import { shareServices } from 'vitest-mirakuru/global-setup'
  import { shared } from './services.ts'
  export default shareServices([shared])
`

test.for(Array.from({ length: RUNS }, (_, index) => SEED + index))(
  'no process survives chaos with the seed %i',
  async (seed) => {
    const random = randomOf(seed)
    const choose = <T>(choices: readonly T[]): T =>
      choices[Math.floor(random() * choices.length)] as T
    const pool = choose(POOLS)
    const doom = choose(DOOMS)
    // What blocks its thread forever hears of no mild signal, and not of the end of its guard.
    const isBlocked = doom === DOOMS.at(-1)
    const victims = choose(isBlocked ? FATAL : VICTIMS)
    const signal = isBlocked || victims.length > 1 ? 'SIGKILL' : choose(SIGNALS)

    await using run = await DoomedRun.start({
      args: ['--pool', pool, '--testTimeout', '3000'],
      config: { globalSetup: './setup.ts' },
      files: ({ programs }) => ({ 'services.ts': SERVICES(programs), 'setup.ts': SETUP }),
      around: `import { shared } from './services.ts'\nconst test2 = test.extend('s', { scope: 'file' }, shared)`,
      doom: '',
      after: `test2('is doomed, too', async ({ w, f, t, s }) => { note('doomed'); ${doom} })`,
    })
    // At a process of a service, from the first one of the first to the last one of the last, or at any time.
    const isCounted = random() < 0.5
    if (isCounted) await run.meets('service', 1 + Math.floor(random() * 2 * PROCESSES_OF_A_SERVICE))
    await setTimeout(random() * (isCounted ? 300 : 4_000))
    const met = victims.flatMap((role) => run.alive(role))
    for (const { pid } of met.length > 0 ? met : run.alive('main')) process.kill(pid, signal)
    await run.leavesNothing().catch((cause: unknown) => {
      throw new Error(`CHAOS_SEED=${seed}: ${pool}, ${victims.join(' and ')}, ${signal}`, { cause })
    })
    expect(run.counted('runner')).toBeLessThanOrEqual(1)
  },
)
