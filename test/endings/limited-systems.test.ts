import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { DoomedRun } from '../support/killed-run.ts'

const limited = ['prlimit', '--locks=1000:1000']
const canLimit = spawnSync('prlimit', ['--locks=1000:1000', 'true']).status === 0

test.skipIf(!canLimit)(
  'where the file lock limit is fixed, the log says what cannot be proven (needs prlimit)',
  async () => {
    await using run = await DoomedRun.start({
      wrapper: (command) => ['env', 'VITEST_MIRAKURU_LOG=1', ...limited, ...command],
      doom: 'await t.restart()',
    })
    expect(await run.ended).toBe(0)
    const told = run.output.match(/--- of-test: the file lock limit is fixed.*cannot be proven/g)
    expect(told).toHaveLength(1)
    await run.leavesNothing()
  },
)

const alone = ['unshare', '--pid', '--fork']
const canBeAlone = spawnSync('unshare', [...alone.slice(1), 'true']).status === 0

test.skipIf(!canBeAlone)(
  'with the /proc of another pid namespace, no service is started (needs unshare)',
  () => {
    const program = `
      import { SimpleExecutor } from 'vitest-mirakuru/executors'
      await new SimpleExecutor('sleep 300').start().catch((error) => console.log(error.message))`
    const node = [process.execPath, '--input-type=module', '--eval', program]
    const [file = '', ...args] = [...alone, ...node]
    const { stdout } = spawnSync(file, args, { encoding: 'utf8' })
    expect(stdout).toMatch(
      /^sleep could not be started: \/proc belongs to another pid namespace.*`unshare --mount-proc`/,
    )
  },
)
