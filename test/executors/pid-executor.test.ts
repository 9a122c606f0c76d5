import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { AlreadyRunning, PidExecutor, TimeoutExpired } from 'vitest-mirakuru/executors'
import { endedWithTest } from '../support/kill-after-test.ts'
import { run } from '../support/program.ts'
import { rejection } from '../support/rejection.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { sendSignal } from '../support/send-signal.ts'

async function pidExecutor(): Promise<PidExecutor> {
  const filename = join(await temporaryDirectory(), 'daemon.pid')
  return endedWithTest(new PidExecutor(run('writes-pid-file.sh', filename), { filename }))
}

describe('the file', () => {
  test('makes the executor ready', async () => {
    const executor = await pidExecutor()
    await executor.start()
    await expect.poll(() => readFile(executor.filename, 'utf8')).toBe(`${executor.pid}\n`)
  })

  test('is noticed when it is created, without polling', async () => {
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

  test('fails the start if it never appears', async () => {
    const filename = join(await temporaryDirectory(), 'daemon.pid')
    const options = { filename, startTimeout: 2_000 }
    const error = await rejection(endedWithTest(new PidExecutor('sleep 300', options)).start())
    expect(error).toBeInstanceOf(TimeoutExpired)
    expect(error.message).toContain(`sleep did not create the file ${filename} within 2000 ms.`)
    expect(error.message).toContain('Last check: ENOENT (')
  })
})

describe('a file that exists before the start', () => {
  test('with the pid of a live process is AlreadyRunning, names the process, and is not changed', async () => {
    const executor = await pidExecutor()
    await writeFile(executor.filename, '1')
    const error = await rejection(executor.start())
    expect(error).toBeInstanceOf(AlreadyRunning)
    expect(error.message).toContain(`The file ${executor.filename} existed before sh was started.`)
    expect(error.message).toContain('Created by: pid 1 (')
    expect(error.holder?.pid).toBe(1)
    expect(executor.pid).toBeUndefined()
    expect(await readFile(executor.filename, 'utf8')).toBe('1')
  })

  test.for(['', 'ready\n', '{"pid": 1}', '0', '-1', '99999999999'])(
    'without a pid is AlreadyRunning: %j',
    async (text) => {
      const executor = await pidExecutor()
      await writeFile(executor.filename, text)
      expect(await rejection(executor.start())).toBeInstanceOf(AlreadyRunning)
      expect(await readFile(executor.filename, 'utf8')).toBe(text)
    },
  )

  test.skipIf(process.platform === 'win32')(
    'that is a pipe is AlreadyRunning, and is not read, which could block forever',
    async () => {
      const executor = await pidExecutor()
      spawnSync('mkfifo', [executor.filename])
      const gone = spawnSync('true').pid
      const writer = spawn('sh', ['-c', 'echo "$1" > "$2"', 'sh', `${gone}`, executor.filename])
      onTestFinished(() => void writer.kill('SIGKILL'))
      expect(await rejection(executor.start())).toBeInstanceOf(AlreadyRunning)
    },
  )

  test('with the pid of a dead process does not prevent the start', async () => {
    const executor = await pidExecutor()
    await writeFile(executor.filename, `${spawnSync('true').pid}\n/var/lib/data\n`)
    await executor.start()
    await expect.poll(() => readFile(executor.filename, 'utf8')).toBe(`${executor.pid}\n`)
  })

  test.skipIf(process.platform !== 'linux')(
    'with a pid that a later process or a thread has reused does not prevent the start',
    async () => {
      const executor = await pidExecutor()
      await writeFile(executor.filename, String(process.pid))
      await utimes(executor.filename, 1_000, 1_000)
      await executor.start()
      await executor.stop()
      const thread = readdirSync('/proc/self/task').find((task) => Number(task) !== process.pid)
      await writeFile(executor.filename, String(thread))
      await executor.start()
      await expect.poll(() => readFile(executor.filename, 'utf8')).toBe(`${executor.pid}\n`)
    },
  )
})

describe('a file that its program leaves behind', () => {
  test('is removed when the program was killed, and when it failed', async () => {
    const executor = await pidExecutor()
    await executor.start()
    await executor.kill()
    expect(existsSync(executor.filename)).toBe(false)
    await executor.start()
    sendSignal(executor.pid, 'SIGKILL')
    await executor.waitForExit()
    await executor.start()
    await expect.poll(() => readFile(executor.filename, 'utf8')).toBe(`${executor.pid}\n`)
  })

  test('is kept if it is more than a flag, and does not prevent the next start', async () => {
    const filename = join(await temporaryDirectory(), 'data')
    const command = ['sh', '-c', 'test -e "$0" || seq 100 > "$0"; exec sleep 300', filename]
    const executor = endedWithTest(new PidExecutor(command, { filename }))
    await executor.start()
    await expect.poll(() => readFile(filename, 'utf8')).toMatch(/100\n$/)
    await executor.stop()
    await executor.start()
    expect(await readFile(filename, 'utf8')).toMatch(/100\n$/)
  })

  test('is removed when its owner was killed', async () => {
    const filename = join(await temporaryDirectory(), 'flag')
    const [file = '', ...args] = run('owns-flag.mjs', filename)
    const owner = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(owner.stdout, 'data')
    expect(existsSync(filename)).toBe(true)
    owner.kill('SIGKILL')
    await expect.poll(() => existsSync(filename), { timeout: 20_000 }).toBe(false)
  })
})
