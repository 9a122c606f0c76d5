import { expect, test } from 'vitest'
import { askSystem } from '../../../src/executors/runtime/ask-system.ts'

test('a missing system program has no answer', () => {
  expect(askSystem('no-such-program')).toBe('')
})

test.skipIf(process.platform === 'win32')(
  'a system program that hangs and ignores SIGTERM is killed after five seconds',
  () => {
    const begun = performance.now()
    expect(askSystem('sh', '-c', `trap '' TERM; exec sleep 600`)).toBe('')
    expect(performance.now() - begun).toBeLessThan(30_000)
  },
)
