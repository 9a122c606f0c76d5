import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, TestRunner } from 'vitest'
import { output, service, type CommandSpec } from 'vitest-mirakuru'
import { temporaryDirectory } from '../support/temporary-directory.ts'

/** Starts a service, ends it, and answers with why that failed. */
async function ended(options: Partial<CommandSpec>): Promise<Error | undefined> {
  const cleanups: (() => Promise<void>)[] = []
  const command = ['sh', '-c', 'echo up; exec sleep 300']
  const boxed = service('boxed', { command, ready: output('up'), ...options })
  await boxed(
    { task: TestRunner.getCurrentTest() ?? {} },
    { onCleanup: (cleanup) => cleanups.push(cleanup) },
  )
  return cleanups[0]?.().then(
    () => undefined,
    (error: Error) => error,
  )
}

test.each([0, 1, 1_500.5, 2 ** 31, Infinity])(
  'with a `stopTimeout` of %d the cleanup is run and awaited',
  async (stopTimeout) => {
    const done = join(await temporaryDirectory(), 'done')
    const cleanup = ['sh', '-c', 'sleep 0.3; echo done > "$0"', done]
    expect(await ended({ cleanup, stopTimeout })).toBeUndefined()
    expect(existsSync(done)).toBe(true)
  },
)

test('a cleanup that hangs is ended even with a `stopTimeout` of 0', async () => {
  const error = await ended({ cleanup: 'sleep 300', stopTimeout: 0 })
  expect(error?.message).toMatch(/^The cleanup of boxed failed\./)
  expect(error?.message).toContain('did not exit within 1500 ms')
})

test('the error of a failed cleanup quotes the end of its output', async () => {
  const flood =
    'yes "$(head -c 1000 /dev/zero | tr "\\0" x)" | head -c 100000000; echo the end; exit 3'
  const error = await ended({ cleanup: ['sh', '-c', flood] })
  expect(error?.message).toContain('exit code 3')
  expect(error?.message).toContain('the end')
  expect(error?.message.length).toBeLessThan(12_000)
})
