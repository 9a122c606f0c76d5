import { describe, expect, inject, test } from 'vitest'
import { DoomedRun, PROCESSES_OF_A_SERVICE } from '../support/killed-run.ts'
import { byName, KINDS, type Kind } from './kinds.ts'

const SCOPES = 3
const isFork = ({ pool }: Kind): boolean => pool.toLowerCase().includes('forks')
const FORKS = KINDS.filter(isFork)

describe.for(byName(inject('combinations')))('%s', ([, installation]) => {
  /** With a worker of each kind, whose tests have services of all scopes and never end. */
  const start = async (kinds: readonly Kind[]): Promise<DoomedRun> => {
    const include = ['*.test.ts']
    const projects = kinds.map(({ name, pool, isolate }) => ({
      extends: true,
      test: { name, pool, isolate, include },
    }))
    const config = { projects, maxWorkers: kinds.length }
    const run = await DoomedRun.start({ installation, config, patience: 45_000 })
    // Threads are all one process.
    const threads = kinds.every(isFork) ? 0 : 1
    await run.meets('doomed', kinds.filter(isFork).length + threads)
    await run.meets('service', kinds.length * SCOPES * PROCESSES_OF_A_SERVICE)
    return run
  }

  test.for(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
    'no process is left when a runner with workers of all kinds gets %s',
    async (signal) => {
      await using run = await start(KINDS)
      process.kill(run.main, signal)
      await run.leavesNothing()
    },
  )

  test('no process is left when workers are killed', async () => {
    await using run = await start(FORKS)
    const workers = run.alive('doomed').map(({ pid }) => pid)
    expect(new Set(workers).size).toBe(FORKS.length)
    for (const pid of workers) process.kill(pid, 'SIGKILL')
    await run.leavesNothing()
    expect(await run.ended).toBe(1)
  })
})
