import { spawn } from 'node:child_process'
import { expect, onTestFinished, test } from 'vitest'
import { sleepsFor } from '../../../../src/executors/process/tree/sleep.ts'
import { programOf } from '../../../support/installed.ts'

const isTold = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch)

test.skipIf(!isTold || programOf('python3') === '').for([
  ['waits for another thread', 'import threading; threading.Event().wait()', 'parked'],
  ['waits for events without an end', 'import select; select.epoll().poll()', Infinity],
  ['waits for events for a while', 'import select; select.epoll().poll(300)', 300_000],
  // It may go on at any time.
  ['reads what another process writes', 'import os; os.read(0, 1)', undefined],
] as const)('a program that %s (needs python3)', async ([, script, expected]) => {
  const child = spawn('python3', ['-c', `print("runs", flush=True); ${script}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await new Promise((resolve) => child.stdout.once('data', resolve))
  await expect.poll(() => sleepsFor(child.pid ?? 0)).toBe(expected)
})
