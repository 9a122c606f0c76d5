import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { aliveSince } from '../../support/surviving.ts'
import { sendSignal } from '../../support/send-signal.ts'
import { childrenOf, leavesFirst, lineOf, meetGuard, owner } from '../../support/owner.ts'

const NAMES = ['leader', 'child', 'grandchild', 'daemon']
const isLinux = process.platform === 'linux'
const onLinux = test.skipIf(!isLinux)

onLinux(
  'nothing of the guard looks like Vitest or this package, for `pkill -f vitest`',
  async () => {
    const started = await owner('owns-family.mjs', ['wait'])
    await started.family.meet(...NAMES)
    const guard = await meetGuard(started)
    const { parent, group, session } = lineOf(guard)
    const ofOwner = lineOf(started.process.pid ?? 0)
    expect(readFileSync(`/proc/${guard}/cmdline`, 'latin1')).toBe('sh\0-c\0eval "$guard"\0')
    expect(parent).not.toBe(started.process.pid)
    expect([group, session]).not.toEqual([ofOwner.group, ofOwner.session])
  },
)

onLinux('a tool that kills an owner with all that descends from it leaves no daemon', async () => {
  const started = await owner('owns-family.mjs', ['wait'])
  const { process: child, family } = started
  await family.meet(...NAMES)
  await meetGuard(started)
  for (const pid of leavesFirst(child.pid ?? 0)) process.kill(pid, 'SIGKILL')
  await expect.poll(() => family.surviving()).toEqual([])
})

onLinux('a guard that was stopped beside its owner does its work when it goes on', async () => {
  const started = await owner('owns-family.mjs', ['wait'])
  const { process: child, family } = started
  await family.meet(...NAMES)
  const guard = await meetGuard(started)
  for (const pid of [guard, child.pid]) sendSignal(pid, 'SIGSTOP')
  await expect.poll(() => readFileSync(`/proc/${guard}/stat`, 'latin1')).toMatch(/^\d+ \(sh\) T /)
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
  expect(family.surviving()).toEqual(expect.arrayContaining(NAMES))
  sendSignal(guard, 'SIGCONT')
  await expect.poll(() => family.surviving()).toEqual([])
})

const hasGdb = spawnSync('gdb', ['--version']).status === 0

test.skipIf(!isLinux || !hasGdb)('a guard that exits is replaced (needs gdb)', async () => {
  const started = await owner('owns-family.mjs', ['wait'])
  const { process: child, family, output } = started
  await family.meet(...NAMES)
  const guard = await meetGuard(started)
  const since = output.mark()
  spawnSync('gdb', ['-p', `${guard}`, '-batch', '-ex', 'call (void)_exit(2)'])
  await meetGuard(started, since)
  child.kill('SIGKILL')
  await expect.poll(() => family.surviving()).toEqual([])
})

const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0

test.skipIf(!isLinux || !hasPrlimit)(
  'a guard that cannot be replaced at once is replaced later (needs prlimit)',
  async () => {
    const started = await owner('owns-family.mjs', ['wait'])
    const { process: child, family, output } = started
    await family.meet(...NAMES)
    const guard = await meetGuard(started)
    const setFiles = (limit: string): void => {
      spawnSync('prlimit', ['--pid', `${child.pid}`, `--nofile=${limit}:`])
    }
    const files = readdirSync(`/proc/${child.pid}/fd`).length
    const [, before = ''] =
      /^Max open files +(\d+)/m.exec(readFileSync(`/proc/${child.pid}/limits`, 'latin1')) ?? []
    const since = output.mark()
    setFiles(`${files - 5}`)
    process.kill(guard, 'SIGKILL')
    // It has missed it: only then can it do something about it.
    await output.waitFor('no guard', { since })
    setFiles(before)
    await meetGuard(started, since)
    expect(child.exitCode).toBeNull()
    child.kill('SIGKILL')
    await expect.poll(() => family.surviving()).toEqual([])
  },
)

onLinux('a killed `sleep` of the guard ends nobody', async () => {
  const started = await owner('owns-on-a-leash.mjs', [])
  const guard = await meetGuard(started)
  const sleepOf = (): number | undefined => childrenOf(guard).flatMap(childrenOf)[0]
  await expect.poll(sleepOf).toBeDefined()
  for (let time = 0; time < 2; time++) {
    const sleep = sleepOf() ?? 0
    process.kill(sleep, 'SIGKILL')
    await expect.poll(() => sleepOf() ?? sleep).not.toBe(sleep)
  }
  expect(started.process.exitCode).toBeNull()
  expect(started.process.signalCode).toBeNull()
})

onLinux('an owner is watched also when its name holds line breaks and parentheses', async () => {
  const flags = ['--title=my\ntests) S 1 1']
  const started = await owner('owns-on-a-leash.mjs', [], { flags })
  const guard = await meetGuard(started)
  // The watcher has looked at its owner, and sleeps.
  const sleepOf = (): number | undefined => childrenOf(guard).flatMap(childrenOf)[0]
  await expect.poll(sleepOf).toBeDefined()
  expect(started.process.signalCode).toBeNull()
})

onLinux('what watches the parent of an owner ends with its guard', async () => {
  const started = await owner('owns-on-a-leash.mjs', [])
  const guard = await meetGuard(started)
  const since = started.output.mark()
  await expect.poll(() => childrenOf(guard)).toHaveLength(1)
  const [watcher = 0] = childrenOf(guard)
  process.kill(guard, 'SIGKILL')
  await expect.poll(() => aliveSince(watcher)).toBeUndefined()
  const next = await meetGuard(started, since)
  await expect.poll(() => childrenOf(next)).toHaveLength(1)
})
