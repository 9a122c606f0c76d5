import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SimpleExecutor, type ExecutorOptions } from 'vitest-mirakuru/executors'
import { endedWithTest } from '../../../support/kill-after-test.ts'
import { program, run } from '../../../support/program.ts'
import { aliveSince, Family } from '../../../support/surviving.ts'

async function family(
  command: readonly string[],
  names: readonly string[],
  options: ExecutorOptions = {},
): Promise<{ executor: SimpleExecutor; family: Family }> {
  const family = await Family.create()
  const executor = new SimpleExecutor(command, {
    ...options,
    env: { ...family.env, ...options.env },
  })
  await endedWithTest(executor).start()
  await family.meet(...names)
  return { executor, family }
}

/** So long that force is not mistaken for an end in order, however busy the machine is. */
const PATIENT = { stopTimeout: 100_000 }
const HAS_PERL = isThere('perl')
const HAS_NPM = isThere('npm')

describe.each([
  ['that ignores SIGTERM', 'ignores', true],
  ['in the background under nohup', 'nohup', true],
  ['in a session of its own', 'setsid', true],
  ['that was forked twice, a daemon', 'daemon', true],
  ['in a session of its own, with an empty environment', 'stripped', true],
  ['that wrote its title over its environment (needs perl)', 'titled', HAS_PERL],
])('a descendant %s', (_name, kind, isPossible) => {
  test.skipIf(!isPossible)('is gone after a stop', async () => {
    const names = ['leader', 'descendant']
    const options = { stopTimeout: 200 }
    const { executor, family: all } = await family(run('grows-family.sh', kind), names, options)
    expect(all.surviving()).toEqual(names)
    await executor.stop()
    expect(all.surviving()).toEqual([])
  })

  test.skipIf(!isPossible)('is gone after a kill', async () => {
    const names = ['leader', 'descendant']
    const { executor, family: all } = await family(run('grows-family.sh', kind), names)
    await executor.kill()
    expect(all.surviving()).toEqual([])
  })

  test.skipIf(!isPossible)(
    'is gone after a stop even if its parent was killed before',
    async () => {
      const names = ['leader', 'descendant']
      const options = { stopTimeout: 200, expectedExitCode: [] }
      const { executor, family: all } = await family(run('grows-family.sh', kind), names, options)
      process.kill(all.pid('leader'), 'SIGKILL')
      await executor.waitForExit()
      expect(all.surviving()).toEqual(['descendant'])
      await executor.stop().catch(() => {})
      expect(all.surviving()).toEqual([])
    },
  )
})

test('a tree gets the time to end in order', async () => {
  const names = ['leader', 'child', 'grandchild', 'daemon']
  const { executor, family: all } = await family(run('leaves-descendants.sh'), names, PATIENT)
  const start = performance.now()
  await executor.stop()
  expect(all.surviving()).toEqual([])
  expect(performance.now() - start).toBeLessThan(PATIENT.stopTimeout / 2)
})

test('a tree that is stopped (SIGSTOP) ends through its own signal handler', async () => {
  const script = `trap 'echo ended > "$PIDS/end"; exit 0' TERM; echo $$ > "$PIDS/leader"
    sh -c 'echo $$ > "$PIDS/child"; exec sleep 300' & wait`
  const { executor, family: all } = await family(['sh', '-c', script], ['leader', 'child'])
  for (const name of ['leader', 'child']) process.kill(all.pid(name), 'SIGSTOP')
  await executor.stop()
  expect(all.surviving()).toEqual([])
  expect(readFileSync(join(all.directory, 'end'), 'utf8')).toBe('ended\n')
})

test('a stopped descendant in its own session ends', async () => {
  const names = ['leader', 'descendant']
  const { executor, family: all } = await family(run('grows-family.sh', 'setsid'), names)
  process.kill(all.pid('descendant'), 'SIGSTOP')
  await executor.stop()
  expect(all.surviving()).toEqual([])
})

test('a chain of processes that fork and exit quickly ends', async () => {
  const { executor, family: all } = await family(run('forks-on.sh'), ['leader'], {
    stopTimeout: 300,
  })
  await executor.stop()
  expect(all.surviving()).toEqual([])
  const newest = (): string => readFileSync(join(all.directory, 'newest'), 'utf8')
  const last = newest()
  expect(aliveSince(Number(last))).toBeUndefined()
  // Whoever had survived would have become many meanwhile.
  execFileSync('sleep', ['0.1'])
  expect(newest()).toBe(last)
})

test('a zombie does not delay a stop', async () => {
  const { executor, family: all } = await family(run('keeps-zombie.sh'), ['leader'], PATIENT)
  await expect
    .poll(() => zombies(all.pid('leader')), { interval: 5, message: 'zombie' })
    .toHaveLength(1)
  const start = performance.now()
  await executor.stop()
  expect(all.surviving()).toEqual([])
  expect(performance.now() - start).toBeLessThan(PATIENT.stopTimeout / 2)
})

test.skipIf(!HAS_NPM)('npm, its shell and its program end together (needs npm)', async () => {
  const prepared = await Family.create()
  const script = `sh -c 'echo $PPID > "$PIDS/shell"; exec node ${program('tells-pid.mjs')}'; true`
  const manifest = { scripts: { start: script } }
  await writeFile(join(prepared.directory, 'package.json'), JSON.stringify(manifest))
  const options = { cwd: prepared.directory, env: prepared.env, expectedExitCode: [] }
  const executor = endedWithTest(new SimpleExecutor('npm start', options))
  await executor.start()
  prepared.add('npm', executor.pid)
  await prepared.meet('shell', 'program')
  await executor.stop().catch(() => {})
  expect(prepared.surviving()).toEqual([])
})

function zombies(parent: number): string[] {
  const children = execFileSync('ps', ['-o', 'stat=', '--ppid', String(parent)], {
    encoding: 'utf8',
  })
  return children.split('\n').filter((state) => state.startsWith('Z'))
}

function isThere(command: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`])
    return true
  } catch {
    return false
  }
}
