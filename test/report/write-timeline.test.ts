import { existsSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { RunFile } from '../../src/report/model/run-tests.ts'
import { readRecordings } from '../../src/report/recorded.ts'
import { writeTimeline } from '../../src/report/write-timeline.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const NOTHING = { lines: [], leftOut: 0 }
const RECORDED = [
  { type: 'recorder', pid: 1 },
  { type: 'created', instance: 'api#1', name: 'api', needs: [], at: 1 },
  { type: 'ready', instance: 'api#1', at: 2 },
]

test.runIf(existsSync('/dev/full'))(
  'a full disk causes one warning and no timeline, and does not fail the run',
  async () => {
    const folder = await temporaryDirectory()
    const lines = RECORDED.map((line) => `${JSON.stringify(line)}\n`)
    writeFileSync(join(folder, 'recording-1-0.jsonl'), lines.join(''))
    symlinkSync('/dev/full', join(folder, 'timeline.html'))
    const told: string[] = []
    const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      told.push(String(text))
      return true
    })
    const run = { title: '/app', files: [], end: 3, wallAhead: 0, since: undefined }
    try {
      for (let time = 0; time < 2; time++)
        expect(writeTimeline({ folders: [folder], own: NOTHING, summary: undefined, ...run })).toBe(
          false,
        )
    } finally {
      write.mockRestore()
    }
    expect(told).toEqual([
      'vitest-mirakuru: the timeline of the services cannot be written: ENOSPC: no space left on device, write\n',
    ])
  },
)

const result = (startTime: number) => ({ state: 'pass', startTime, duration: 1 })
const fileAt = (at: number, tests: number): RunFile => ({
  id: `f${at}`,
  name: `f${at}.test.ts`,
  type: 'suite',
  result: result(at),
  tasks: Array.from({ length: tests }, (_, index) => ({
    id: `f${at}_${index}`,
    name: `${index}`,
    type: 'test',
    result: result(at),
  })),
})

test('a huge run has a timeline with the tests of its first files and the number of the others', async () => {
  const folder = await temporaryDirectory()
  const lines = RECORDED.map((line) => `${JSON.stringify(line)}\n`)
  writeFileSync(join(folder, 'recording-1-0.jsonl'), lines.join(''))
  // In the order of their names, not in that of their time.
  const files = [fileAt(30, 5_000), fileAt(10, 5_000), fileAt(20, 1_000)]
  const run = { title: '/app', files, end: 40, wallAhead: 0, since: undefined, summary: undefined }
  expect(writeTimeline({ folders: [folder], own: NOTHING, ...run })).toBe(true)
  expect(readFileSync(join(folder, 'timeline.html'), 'utf8')).toContain(
    '1 service, 6000 tests in 3 files, without 5000 tests, for which there is no room',
  )
})

const created = (at: number): string =>
  `${JSON.stringify({ type: 'created', instance: `api#${at}`, name: 'api', needs: [], at })}\n`

test('endless events do not use up memory: only the first are read', async () => {
  const folder = await temporaryDirectory()
  const text = [
    `${JSON.stringify(RECORDED[0])}\n`,
    ...Array.from({ length: 100 }, (_, at) => created(at)),
  ]
  const whole = text.join('')
  writeFileSync(join(folder, 'recording-1-0.jsonl'), whole)
  writeFileSync(join(folder, 'recording-2-0.jsonl'), whole)
  const { events, leftOut } = readRecordings([folder], [], undefined, 1_000)
  expect(events.length).toBeGreaterThan(5)
  expect(events.length).toBeLessThan(20)
  expect(leftOut).toBe(2 * whole.length - 1_000)
})

test('in watch mode, the recordings of earlier runs leave room for those of the last one', async () => {
  const folder = await temporaryDirectory()
  const recorder = `${JSON.stringify(RECORDED[0])}\n`
  for (let run = 1; run <= 2; run++) {
    const path = join(folder, `recording-${run}-0.jsonl`)
    writeFileSync(path, recorder + created(run).repeat(run === 1 ? 50_000 : 1))
    utimesSync(path, run * 100, run * 100)
  }
  const rest = { files: [], own: NOTHING, summary: undefined, title: '/app', wallAhead: 1 }
  expect(writeTimeline({ folders: [folder], ...rest, since: 199_999, end: 200_001 })).toBe(true)
  expect(readFileSync(join(folder, 'timeline.html'), 'utf8')).not.toContain('there is no room')
})
