import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { processesWithEnv, SimpleExecutor } from 'vitest-mirakuru/executors'
import { endedWithTest } from '../../../support/kill-after-test.ts'
import { run } from '../../../support/program.ts'
import { Family } from '../../../support/surviving.ts'
import { meetGuard, owner } from '../../../support/owner.ts'

const NAMES = ['leader', 'child', 'grandchild', 'daemon']
const DETAILS = { timeout: 60_000, interval: 5 }

describe('an owner that ends', () => {
  test.each([
    ['after a stop', 'stop', []],
    ['by process.exit()', 'exit', []],
    ['by an uncaught error', 'throw', []],
    ['by an unhandled rejection', 'reject', []],
    ['out of memory', 'starve', ['--max-old-space-size=30']],
  ])('%s leaves no process', async (_name, end, flags) => {
    const { process: child, family, output } = await owner('owns-family.mjs', [end], { flags })
    await family.meet(...NAMES)
    expect(family.surviving()).toEqual(NAMES)
    await output.waitFor('guard')
    child.kill('SIGUSR2')
    await once(child, 'exit')
    await expect.poll(() => family.surviving(), DETAILS).toEqual([])
  })

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
    'by %s leaves no process, not even its guard',
    async (signal) => {
      const started = await owner('owns-family.mjs', ['wait'])
      const { process: child, family } = started
      await family.meet(...NAMES)
      const guard = await meetGuard(started)
      child.kill(signal)
      await once(child, 'exit')
      await expect.poll(() => family.surviving(), DETAILS).toEqual([])
      expect(guard).toBeGreaterThan(1)
    },
  )

  test('in the middle of a start leaves no process', async () => {
    const { process: child, family } = await owner('owns-family.mjs', ['wait'])
    await family.meet('leader')
    child.kill('SIGKILL')
    const inTheFamily = (): Promise<number[]> => processesWithEnv('PIDS', family.directory)
    await expect.poll(inTheFamily, DETAILS).toEqual([])
    await expect.poll(() => family.surviving(), DETAILS).toEqual([])
  })
})

test('an owner that an executor has started ends with all of its processes', async () => {
  const family = await Family.create()
  const outer = new SimpleExecutor(run('owns-family.mjs', 'wait'), { env: family.env })
  await endedWithTest(outer).start()
  await family.meet(...NAMES)
  await outer.kill()
  expect(family.surviving()).toEqual([])
})

test('a terminated worker thread leaves no process, while its own process lives', async () => {
  const { process: child, family, output } = await owner('owns-in-a-thread.mjs', [])
  await family.meet(...NAMES)
  child.kill('SIGUSR2')
  await output.waitFor('terminated')
  await expect.poll(() => family.surviving(), DETAILS).toEqual([])
  expect(child.exitCode).toBeNull()
})

test('a killed guard is replaced by another, which ends the tree', async () => {
  const started = await owner('owns-family.mjs', ['wait'])
  const { process: child, family, output } = started
  await family.meet(...NAMES)
  let since = 0
  for (let time = 0; time < 2; time++) {
    const guard = await meetGuard(started, since)
    since = output.mark()
    process.kill(guard, 'SIGKILL')
  }
  const last = await meetGuard(started, since)
  expect(family.surviving()).toEqual([...NAMES, `guard ${last}`])
  child.kill('SIGKILL')
  await expect.poll(() => family.surviving(), DETAILS).toEqual([])
})

test('an owner that dies before its new guard knows the tree leaves no process', async () => {
  const started = await owner('owns-family.mjs', ['wait', 'mute'])
  const { process: child, family, output } = started
  await family.meet(...NAMES)
  const guard = await meetGuard(started)
  const since = output.mark()
  process.kill(guard, 'SIGKILL')
  await meetGuard(started, since)
  child.kill('SIGKILL')
  await expect.poll(() => family.surviving(), DETAILS).toEqual([])
})

test('a guard ignores the signals of a terminal', async () => {
  const started = await owner('owns-family.mjs', ['wait'])
  const { process: child, family } = started
  await family.meet(...NAMES)
  const guard = await meetGuard(started)
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGQUIT'] as const) {
    process.kill(guard, signal)
  }
  child.kill('SIGKILL')
  await expect.poll(() => family.surviving(), DETAILS).toEqual([])
})

test('a registered path is removed, and an unregistered one is kept', async () => {
  const started = await owner('keeps-paths.mjs', [])
  const { process: child, family, output } = started
  const [kept, dropped] = ['kept it', 'dropped'].map((name) => join(family.directory, name))
  await Promise.all([mkdir(`${kept}/inside`, { recursive: true }), mkdir(dropped ?? '')])
  await output.waitFor('told')
  child.kill('SIGKILL')
  await expect.poll(() => existsSync(kept ?? ''), DETAILS).toBe(false)
  expect(existsSync(dropped ?? '')).toBe(true)
})
