import { existsSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { writeTimeline } from '../../src/report/write-timeline.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const RECORDED = [
  { type: 'recorder', pid: 1 },
  { type: 'created', instance: 'api#1', name: 'api', needs: [], at: 1 },
  { type: 'ready', instance: 'api#1', at: 2 },
]

test.runIf(existsSync('/dev/full'))(
  'on a full disk there is no time line: the run says so once, and does not fail',
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
        expect(writeTimeline({ folders: [folder], own: [], summary: undefined, ...run })).toBe(
          false,
        )
    } finally {
      write.mockRestore()
    }
    expect(told).toEqual([
      'vitest-mirakuru: the time line of the services cannot be written: ENOSPC: no space left on device, write\n',
    ])
  },
)
