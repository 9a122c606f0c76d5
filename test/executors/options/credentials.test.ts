import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SimpleExecutor, type ExecutorOptions } from 'vitest-mirakuru/executors'
import { credentialsOf, runAs } from '../../../src/executors/options/credentials.ts'
import { endedWithTest } from '../../support/kill-after-test.ts'

const isRoot = process.getuid?.() === 0
/** An id that no user has. */
const SOMEBODY = 54_321

function idOf(option: string, user: string): string {
  return execFileSync('id', [option, user], { encoding: 'utf8' }).trim()
}

/** What a process that runs as somebody says of itself. */
async function identity(options: ExecutorOptions): Promise<Record<string, string | undefined>> {
  const script = 'echo "$(id -u) $(id -g) $(id -G)"'
  const executor = endedWithTest(
    new SimpleExecutor(['/bin/sh', '-c', script], { cwd: '/', ...options }),
  )
  await executor.start()
  await executor.waitForExit()
  await executor.stop()
  const [ids = ''] = executor.output.lines()
  const [uid, gid, ...groups] = ids.split(' ')
  return { uid, gid, groups: groups.toSorted().join(' ') }
}

/** A user that belongs to further groups. */
const manifold = readFileSync('/etc/group', 'utf8')
  .split('\n')
  .map((line) => line.split(':')[3]?.split(',')[0])
  .find((name) => name && name !== 'root')

describe.skipIf(!isRoot)('a process', () => {
  test('has the group of its user, and no group of root', async () => {
    const gid = idOf('-g', 'nobody')
    const expected = { uid: idOf('-u', 'nobody'), gid, groups: gid }
    expect(await identity({ uid: 65_534 })).toEqual(expected)
    expect(await identity({ uid: 'nobody' })).toEqual(expected)
  })

  test('with an unknown user id is in the group of the same number', async () => {
    const id = String(SOMEBODY)
    expect(await identity({ uid: SOMEBODY })).toEqual({ uid: id, gid: id, groups: id })
  })

  test('has the given group, by number or name', async () => {
    expect(await identity({ uid: 'nobody', gid: 12_345 })).toMatchObject({ gid: '12345' })
    const [, , daemon] = execFileSync('getent', ['group', 'daemon'], { encoding: 'utf8' }).split(
      ':',
    )
    expect(await identity({ uid: 'nobody', gid: 'daemon' })).toMatchObject({ gid: daemon })
    expect(await identity({ gid: 'daemon' })).toMatchObject({ uid: '0', gid: daemon })
  })

  test.skipIf(manifold === undefined)('is in all groups of its user', async () => {
    const user = manifold ?? ''
    expect(await identity({ uid: user })).toEqual({
      uid: idOf('-u', user),
      gid: idOf('-g', user),
      groups: idOf('-G', user).split(' ').toSorted().join(' '),
    })
  })

  test.skipIf(manifold === undefined)('keeps its pid and its environment', async () => {
    const options = { cwd: '/', env: { 'a.b': 'c' }, uid: manifold }
    const shows = endedWithTest(new SimpleExecutor('env', options))
    await shows.start()
    await shows.output.waitFor('a.b=c')
    await shows.stop()
    const script = 'echo "pid $$."; exec sleep 300'
    const stays = endedWithTest(new SimpleExecutor(['/bin/sh', '-c', script], options))
    await stays.start()
    await stays.output.waitFor(`pid ${stays.pid}.`)
    await stays.stop()
  })
})

test('an error names a user or group that does not exist', () => {
  expect(() => new SimpleExecutor('true', { uid: 'nobodyatall' })).toThrow(
    new TypeError(
      'Expected `uid` to be the id or name of a user of this system, got "nobodyatall" (string)',
    ),
  )
  expect(() => new SimpleExecutor('true', { gid: 'nobodyatall' })).toThrow(
    new TypeError(
      'Expected `gid` to be the id or name of a group of this system, got "nobodyatall" (string)',
    ),
  )
})

test.for(['', '-u', 'a b', 'a:b', 1.5, -1, null])('%j is not a user', (uid) => {
  expect(() => new SimpleExecutor('true', { uid: uid as string })).toThrow(
    /`uid` of SimpleExecutor/,
  )
})

test('an id may be a string', () => {
  expect(credentialsOf(String(SOMEBODY), String(SOMEBODY))).toMatchObject({
    uid: SOMEBODY,
    gid: SOMEBODY,
  })
})

test('without options, nothing is changed', () => {
  const nobodyElse = credentialsOf(undefined, undefined)
  expect(nobodyElse).toEqual({ uid: undefined, gid: undefined, groups: [] })
  expect(runAs(['true'], nobodyElse)).toEqual({ parts: ['true'], ids: {} })
})
