import { describe, expect, test } from 'vitest'
import { DoomedRun, PROCESSES_OF_A_SERVICE, type DoomedOptions } from '../support/killed-run.ts'

const DOOMS: Readonly<Record<string, DoomedOptions>> = {
  'its test fails': { doom: 'throw new Error("failed")' },
  'its test times out': { args: ['--testTimeout', '8000'] },
  'there is an uncaught error': {
    doom: 'setTimeout(() => { throw new Error("uncaught") }); await new Promise((r) => setTimeout(r, 50))',
  },
  'there is an unhandled rejection': {
    doom: 'void Promise.reject(new Error("unhandled")); await new Promise((r) => setTimeout(r, 50))',
  },
  'process.exit() is called': { doom: 'process.exit(3)' },
  'the worker aborts': { doom: 'process.abort()' },
  'the worker is out of memory': {
    args: ['--execArgv=--max-old-space-size=150'],
    doom: 'const all = []; for (;;) all.push(Array.from({ length: 1e5 }, () => ({})))',
  },
  'afterAll throws': { doom: '', around: 'afterAll(() => { throw new Error("afterAll") })' },
  'afterAll hangs': { doom: '', around: 'afterAll(() => new Promise(() => {}), 300)' },
  'the run is bailed out of': { args: ['--bail', '1'], doom: 'throw new Error("bail")' },
}

describe('the run ends by itself without leftovers when', () => {
  test.for(Object.entries(DOOMS))('%s', async ([, options]) => {
    await using run = await DoomedRun.start(options)
    expect(await run.ended).not.toBe(0)
    await run.leavesNothing()
    expect(run.counted('service')).toBe(3 * PROCESSES_OF_A_SERVICE)
  })
})
