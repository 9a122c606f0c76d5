import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { DoomedRun } from './doomed-run.ts'

const limited = ['prlimit', '--locks=1000:1000']
const canLimit = spawnSync('prlimit', ['--locks=1000:1000', 'true']).status === 0

test.skipIf(!canLimit)(
  'where the limit of file locks is fixed, the log of a service says what is not proven (needs prlimit)',
  async () => {
    await using run = await DoomedRun.start({
      wrapper: (command) => ['env', 'VITEST_MIRAKURU_LOG=1', ...limited, ...command],
      doom: 'await t.restart()',
    })
    expect(await run.ended).toBe(0)
    const told = run.output.match(
      /--- of-test: the limit of file locks is fixed.*cannot be proven/g,
    )
    expect(told).toHaveLength(1)
    await run.leavesNothing()
  },
)
