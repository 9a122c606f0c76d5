import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { run } from '../support/program.ts'

/** Megabytes above the idle size. */
const BOUND = 64

// The peak of a process can be read, and set back, on Linux alone.
describe.runIf(process.platform === 'linux')('the owner of an executor stays small', () => {
  test.each([
    ['lines'],
    ['text'],
    ['expression'],
    ['expression over lines'],
    ['slow expression'],
    ['one line'],
    ['both streams'],
    ['no characters'],
    ['ten at once'],
    ['polled'],
    ['an answer without an end'],
  ])('in a flood: %s', async (kind) => {
    const [file = '', ...args] = run('meets-floods.mjs', kind)
    const { stdout } = await promisify(execFile)(file, args)
    expect(Number(stdout)).toBeLessThan(BOUND)
  })
})
