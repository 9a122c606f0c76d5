import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { publicCopy } from '../../src/presets/postgres/public-copy.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { isRoot, SOMEBODY } from '../support/used-by-somebody.ts'

test.skipIf(process.platform === 'win32')(
  'copies of programs are removed with their originals',
  async () => {
    const place = await temporaryDirectory()
    chmodSync(place, 0o755)
    vi.stubEnv('TMPDIR', place)
    onTestFinished(() => void vi.unstubAllEnvs())
    const originals = await temporaryDirectory()
    const make = (name: string): string => {
      const folder = join(originals, name)
      mkdirSync(folder)
      writeFileSync(join(folder, 'program'), name)
      return publicCopy(folder)
    }
    const one = make('one')
    expect(dirname(one)).toBe(place)
    expect(readFileSync(join(one, 'program'), 'utf8')).toBe('one')
    const other = make('other')
    expect(publicCopy(join(originals, 'one'))).toBe(one)

    rmSync(join(originals, 'one'), { recursive: true })
    make('third')
    expect([one, other].map((path) => existsSync(path))).toEqual([false, true])
  },
)

test.skipIf(!isRoot)('a copy is made elsewhere if another user has taken its name', async () => {
  const [place, original] = [await temporaryDirectory(), await temporaryDirectory()]
  chmodSync(place, 0o1777)
  vi.stubEnv('TMPDIR', place)
  onTestFinished(() => void vi.unstubAllEnvs())
  const taken = publicCopy(original)
  rmSync(taken, { recursive: true })
  mkdirSync(taken)
  chownSync(taken, SOMEBODY, SOMEBODY)
  const copy = publicCopy(original)
  onTestFinished(() => rmSync(copy, { recursive: true }))
  expect([dirname(copy), basename(copy)]).toEqual(['/tmp', basename(taken)])
})
