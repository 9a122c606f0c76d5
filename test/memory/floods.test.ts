import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { run } from '../support/program.ts'

/** Megabytes above the idle size. */
const BOUND = 64

/** The megabytes by which a flood raises the peak of a program. */
async function peakOf(program: string, ...args: readonly (string | number)[]): Promise<number> {
  const [file = '', ...rest] = run(program, ...args)
  const { stdout } = await promisify(execFile)(file, rest)
  return Number(stdout)
}

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
  ])('with huge output: %s', async (kind) => {
    expect(await peakOf('meets-floods.mjs', kind)).toBeLessThan(BOUND)
  })
})

describe.runIf(process.platform === 'linux')("Vitest's main process stays small", () => {
  test.each([
    ['events', 40, 50],
    ['tests', 0.1, 100_000],
    ['both', 40, 100_000],
  ])('with a timeline of very many %s', async (_, megabytes, tests) => {
    expect(await peakOf('draws-floods.mjs', megabytes, tests)).toBeLessThan(BOUND)
  })

  test.each([['v8'], ['istanbul']])(
    'with the coverage of very many processes: %s',
    async (provider) => {
      expect(await peakOf('covers-floods.mjs', provider)).toBeLessThan(BOUND)
    },
  )
})
