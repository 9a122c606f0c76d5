import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { AlreadyRunning, PidExecutor, TimeoutExpired } from 'vitest-mirakuru/executors'
import { endedWithTest } from './ended-with-test.ts'
import { run } from './program.ts'
import { rejection } from './rejection.ts'
import { temporaryDirectory } from './temporary-directory.ts'

async function pidExecutor(): Promise<PidExecutor> {
  const filename = join(await temporaryDirectory(), 'daemon.pid')
  return endedWithTest(new PidExecutor(run('writes-pid-file.sh', filename), { filename }))
}

describe('the file', () => {
  test('makes it ready', async () => {
    const executor = await pidExecutor()
    await executor.start()
    await expect.poll(() => readFile(executor.filename, 'utf8')).toBe(`${executor.pid}\n`)
  })

  test('is seen when it is made, without looking again by itself', async () => {
    const filename = join(await temporaryDirectory(), 'daemon.pid')
    const command = ['sh', '-c', 'sleep 0.3; : > "$0"; exec sleep 300', filename]
    const executor = endedWithTest(new PidExecutor(command, { filename, interval: 60_000 }))
    await executor.start()
    expect(executor.running()).toBe(true)
  })

  test('is relative to `cwd`', async () => {
    const cwd = await temporaryDirectory()
    const command = run('writes-pid-file.sh', 'daemon.pid')
    const executor = endedWithTest(new PidExecutor(command, { filename: 'daemon.pid', cwd }))
    await executor.start()
    expect(executor.filename).toBe('daemon.pid')
    expect(existsSync(join(cwd, 'daemon.pid'))).toBe(true)
  })

  test('that never comes ends the start', async () => {
    const filename = join(await temporaryDirectory(), 'daemon.pid')
    const options = { filename, startTimeout: 500 }
    const error = await rejection(endedWithTest(new PidExecutor('sleep 300', options)).start())
    expect(error).toBeInstanceOf(TimeoutExpired)
    expect(error.message).toContain(`sleep did not create the file ${filename} within 500 ms.`)
    expect(error.message).toContain('Last check: ENOENT (')
  })
})

describe('a file that is there before', () => {
  test('from somebody else is AlreadyRunning, and is left alone', async () => {
    const executor = await pidExecutor()
    await writeFile(executor.filename, '1')
    const error = await rejection(executor.start())
    expect(error).toBeInstanceOf(AlreadyRunning)
    expect(error.message).toContain(
      `The file ${executor.filename} was there before sh was started.`,
    )
    expect(executor.pid).toBeUndefined()
    expect(await readFile(executor.filename, 'utf8')).toBe('1')
  })

  test('from its own earlier start is in nobody’s way', async () => {
    const executor = await pidExecutor()
    await executor.start()
    await executor.kill()
    expect(existsSync(executor.filename)).toBe(true)
    await executor.start()
    await expect.poll(() => readFile(executor.filename, 'utf8')).toBe(`${executor.pid}\n`)
  })
})
