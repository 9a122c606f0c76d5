import { describe, expect, test } from 'vitest'
import { SimpleExecutor } from 'vitest-mirakuru/executors'
import { findMembers } from '../../../../src/executors/process/tree/members.ts'
import { treeOf } from '../../../../src/executors/process/tree/tree.ts'
import { signalGroup, signalProcess } from '../../../../src/executors/process/tree/signals.ts'
import { kill, terminate } from '../../../../src/executors/process/stop/terminate.ts'
import { endedWithTest } from '../../../support/kill-after-test.ts'
import { aliveSince } from '../../../support/surviving.ts'

async function somebody(): Promise<{ pid: number; startTime: string }> {
  const { pid = 0 } = await endedWithTest(new SimpleExecutor('sleep 300')).start()
  return { pid, startTime: aliveSince(pid) ?? '' }
}

describe.skipIf(process.platform !== 'linux')('a pid that was reused (needs Linux)', () => {
  test('is not signalled, alone or as a group', async () => {
    const { pid, startTime } = await somebody()
    const before = { pid, startTime: String(Number(startTime) - 1) }
    expect(await signalProcess(before, 'SIGKILL')).toBe(false)
    expect(await signalGroup(before, 'SIGKILL')).toBe(false)
    expect(aliveSince(pid)).toBe(startTime)
  })

  test('is not a member of its former tree, and neither is its group', async () => {
    const { pid, startTime } = await somebody()
    const leader = { pid, startTime: String(Number(startTime) - 1) }
    const tree = treeOf('100000000000000000', leader)
    expect(await findMembers(tree)).toEqual([])
    expect(await kill(tree)).toEqual([])
    const exited = Promise.resolve()
    const plan = { signal: 'SIGKILL', timeout: 50, killSignal: 'SIGKILL', exited } as const
    expect(await terminate(tree, plan)).toEqual([])
    expect(aliveSince(pid)).toBe(startTime)
  })

  test('does not keep an unchanged process from getting its signal', async () => {
    const same = await somebody()
    expect(await signalProcess(same, 'SIGKILL')).toBe(true)
    await expect.poll(() => aliveSince(same.pid), { interval: 2 }).toBeUndefined()
    expect(await signalProcess(same, 'SIGKILL')).toBe(false)
  })
})
