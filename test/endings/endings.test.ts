import { describe, expect, test } from 'vitest'
import { DoomedRun, PROCESSES_OF_A_SERVICE, type DoomedOptions } from '../support/killed-run.ts'
import { sendSignal } from '../support/send-signal.ts'

const ALL_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGKILL'] as const
const SIGNALS_BY_POOL = {
  forks: ALL_SIGNALS,
  threads: ALL_SIGNALS,
  vmForks: ['SIGTERM', 'SIGKILL'],
  vmThreads: ['SIGTERM', 'SIGKILL'],
} as const

async function startDoomed(options: DoomedOptions = {}): Promise<DoomedRun> {
  const run = await DoomedRun.start(options)
  await run.meets('doomed')
  await run.meets('service', 3 * PROCESSES_OF_A_SERVICE)
  return run
}

describe.for(Object.entries(SIGNALS_BY_POOL))('in the pool %s', ([pool, signals]) => {
  test.for([...signals])('no process is left when the runner gets %s', async (signal) => {
    await using run = await startDoomed({ args: ['--pool', pool] })
    process.kill(run.main, signal)
    await run.leavesNothing()
  })
})

describe('no process is left', () => {
  test('when the runner gets SIGKILL while a service starts', async () => {
    await using run = await DoomedRun.start()
    await run.meets('service')
    process.kill(run.main, 'SIGKILL')
    await run.leavesNothing()
  })

  test('when the runner gets SIGKILL during the teardown', async () => {
    await using run = await DoomedRun.start({
      doom: '',
      around: 'afterAll(() => note("teardown"))',
    })
    await run.meets('teardown')
    process.kill(run.main, 'SIGKILL')
    await run.leavesNothing()
  })

  test('when a worker gets SIGKILL', async () => {
    await using run = await startDoomed()
    for (const { pid } of run.alive('doomed')) process.kill(pid, 'SIGKILL')
    await run.leavesNothing()
  })

  test('when the runner is killed while its worker spins', async () => {
    await using run = await startDoomed({ doom: 'for (;;);' })
    process.kill(run.main, 'SIGKILL')
    await run.leavesNothing()
  })

  test('when the process group of the runner is killed', async () => {
    await using run = await startDoomed()
    sendSignal(-run.main, 'SIGKILL')
    await run.leavesNothing()
  })
})

test('another run of the same project is not affected', async () => {
  await using one = await startDoomed()
  await using other = await startDoomed()
  const before = other.alive()
  process.kill(one.main, 'SIGKILL')
  await one.leavesNothing()
  expect(other.alive()).toEqual(before)
  process.kill(other.main, 'SIGKILL')
  await other.leavesNothing()
})
