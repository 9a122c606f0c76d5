import { chmod, realpath } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { SimpleExecutor, type ExecutorOptions } from 'vitest-mirakuru/executors'
import { endedWithTest } from '../../support/kill-after-test.ts'
import { run } from '../../support/program.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

describe('cwd', () => {
  test('is a path', async () => {
    const cwd = await temporaryDirectory()
    expect(await shown({ cwd })).toMatchObject({ cwd: await realpath(cwd) })
  })

  test('is a file URL', async () => {
    const cwd = await temporaryDirectory()
    expect(await shown({ cwd: pathToFileURL(`${cwd}/`) })).toMatchObject({ cwd })
  })

  test('is the current one by default', async () => {
    expect(await shown({})).toMatchObject({ cwd: process.cwd() })
  })

  test('is the base of a relative command', async () => {
    const cwd = await temporaryDirectory()
    const executor = endedWithTest(new SimpleExecutor('./missing', { cwd }))
    await expect(executor.start()).rejects.toThrow(`${cwd}/missing does not exist`)
  })
})

describe('env', () => {
  test('is added to the inherited one', async () => {
    process.env['INHERITED'] = 'from above'
    onTestFinished(() => {
      delete process.env['INHERITED']
    })
    expect(await shown({ env: { GIVEN: 'a b' } })).toMatchObject({
      GIVEN: 'a b',
      INHERITED: 'from above',
      home: true,
    })
  })

  test('undefined removes an inherited variable, and a number becomes a string', async () => {
    process.env['HOME'] ??= '/'
    expect(await shown({ env: { GIVEN: 8080, HOME: undefined } })).toMatchObject({
      GIVEN: '8080',
      home: false,
    })
  })

  test('is the same as executor.env, except for the marker', async () => {
    const executor = endedWithTest(
      new SimpleExecutor('env -0', { env: { GIVEN: 1, HOME: undefined } }),
    )
    await executor.start()
    await executor.waitForExit()
    await executor.stop()
    const received = executor.output.text().split('\0').slice(0, -1)
    const expected = Object.entries(executor.env).map(([name, value]) => `${name}=${value}`)
    const unmarked = received.filter((entry) => !entry.startsWith('VITEST_MIRAKURU_MARKER='))
    expect(unmarked.toSorted()).toEqual(expected.toSorted())
    expect(executor.env).toMatchObject({ GIVEN: '1' })
  })

  test('keeps variables with names that are invalid in a shell', async () => {
    const executor = endedWithTest(
      new SimpleExecutor('env', { env: { 'discovery.type': 'single-node' } }),
    )
    await executor.start()
    await executor.waitForExit()
    await executor.stop()
    expect(executor.output.lines()).toContain('discovery.type=single-node')
  })

  test('does not change process.env', async () => {
    const before = { ...process.env }
    await shown({ env: { GIVEN: 'a' } })
    expect({ ...process.env }).toEqual(before)
  })
})

describe('stdin', () => {
  test('is at end-of-file by default', async () => {
    const executor = endedWithTest(new SimpleExecutor('cat'))
    await executor.start()
    expect(await executor.waitForExit()).toEqual({ exitCode: 0, signal: null })
  })

  test('stays open if the option says so', async () => {
    const executor = endedWithTest(new SimpleExecutor('cat', { stdin: 'open' }))
    await executor.start()
    executor.process?.stdin?.write('echoed')
    await executor.output.waitFor('echoed')
    expect(executor.running()).toBe(true)
    await executor.stop()
  })
})

const isRoot = process.getuid?.() === 0

test.skipIf(!isRoot)('uid and gid set the user and group of the process (needs root)', async () => {
  const cwd = await temporaryDirectory()
  await chmod(cwd, 0o755)
  const executor = endedWithTest(
    new SimpleExecutor(['/bin/sh', '-c', 'id -u; id -g; exec sleep 300'], {
      cwd,
      uid: 65_534,
      gid: 65_533,
    }),
  )
  await executor.start()
  await executor.output.waitFor('65533')
  expect(executor.output.lines()).toEqual(['65534', '65533'])
  const pid = executor.pid ?? 0
  await executor.stop()
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/)
})

async function shown(options: ExecutorOptions): Promise<unknown> {
  const executor = endedWithTest(new SimpleExecutor(run('shows-itself.mjs'), options))
  await executor.start()
  await executor.waitForExit()
  await executor.stop()
  return JSON.parse(executor.output.text())
}
