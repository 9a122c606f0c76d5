import { describe, expect, test } from 'vitest'
import { CTRL_C, hasTerminal, inTerminal, KEYS } from '../support/terminal.ts'
import { DoomedRun, PROCESSES_OF_A_SERVICE, type DoomedOptions } from '../support/killed-run.ts'

async function startDoomed(options: DoomedOptions): Promise<DoomedRun> {
  const run = await DoomedRun.start({ ...options, wrapper: inTerminal })
  await run.meets('doomed')
  await run.meets('service', 3 * PROCESSES_OF_A_SERVICE)
  return run
}

describe.skipIf(!hasTerminal)('in a terminal, no process is left after', () => {
  test('Ctrl-C', async () => {
    await using run = await startDoomed({})
    run.type(CTRL_C)
    await run.leavesNothing()
  })

  test('Ctrl-C twice', async () => {
    await using run = await startDoomed({})
    run.type(CTRL_C)
    run.type(CTRL_C)
    await run.leavesNothing()
  })

  test.each([1, 2])('%d times Ctrl-C, of which a service gets at most one', async (times) => {
    const script = `trap 'echo "signal $$" >> "$JOURNAL"' TERM INT; echo "noticing $$" >> "$JOURNAL"
      echo up; while :; do sleep 0.05; done`
    await using run = await DoomedRun.start({
      around: `
        const noticing = base.extend('noticing', { scope: 'file' }, service('noticing', {
          command: ['sh', '-c', ${JSON.stringify(script)}],
          ready: output('up'),
          stopTimeout: 500,
        }))
        noticing('waits', async ({ noticing }) => {
          await noticing.running()
          await new Promise(() => {})
        }, 60_000)
      `,
      wrapper: inTerminal,
    })
    await run.meets('noticing')
    for (let time = 0; time < times; time++) run.type(CTRL_C)
    await run.leavesNothing()
    expect(run.counted('signal')).toBeLessThanOrEqual(1)
  })

  test.for(KEYS)('%s in watch mode', async ([, keys]) => {
    await using run = await DoomedRun.start({ command: 'watch', doom: '', wrapper: inTerminal })
    await expect.poll(() => run.output, { timeout: 20_000 }).toContain('Waiting for file changes')
    run.type(keys)
    await run.leavesNothing()
    expect(run.counted('service')).toBe(3 * PROCESSES_OF_A_SERVICE)
  })

  test('Ctrl-C while a test runs in watch mode', async () => {
    await using run = await startDoomed({ command: 'watch' })
    run.type(CTRL_C)
    await run.leavesNothing()
  })

  test('q while a test runs in watch mode', async () => {
    await using run = await startDoomed({ command: 'watch' })
    run.type('q')
    // Vitest waits for the test, which never ends, before it leaves: the services do not.
    await expect.poll(() => run.alive('service'), { timeout: 60_000 }).toEqual([])
    for (const { pid } of run.alive('runner')) process.kill(pid, 'SIGTERM')
    await run.leavesNothing()
  })

  test('SIGTERM while a test runs in watch mode', async () => {
    await using run = await startDoomed({ command: 'watch' })
    for (const { pid } of run.alive('runner')) process.kill(pid, 'SIGTERM')
    await run.leavesNothing()
  })
})
