import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { removeFolder } from '../../../../src/executors/process/stop/remove-folder.ts'
import { temporaryDirectory } from '../../../support/temporary-directory.ts'
import { isRoot, openFolder, SOMEBODY, usedBySomebody } from '../../../support/used-by-somebody.ts'

/** 5000 characters, and the system takes a path of 4096 at most. */
const NESTS = `for (let i = 0; i < 25; i++) { fs.mkdirSync('n'.repeat(200)); process.chdir('n'.repeat(200)) }`

test.skipIf(process.platform === 'win32')('folders with too long paths are removed', async () => {
  const path = join(await temporaryDirectory(), 'left')
  mkdirSync(path)
  execFileSync(process.execPath, ['-e', NESTS], { cwd: path })
  removeFolder(path)
  expect(existsSync(path)).toBe(false)
})

test.runIf(isRoot)('so are those that are read-only, by the user that has them', async () => {
  const script = `"${process.execPath}" -e '${NESTS.replaceAll("'", '"')}; fs.mkdirSync("last"); fs.chmodSync(".", 0o500)'`
  const { isLeft, remarks } = await usedBySomebody(script, openFolder())
  expect({ isLeft, remarks }).toEqual({ isLeft: false, remarks: [] })
})

test.runIf(isRoot)('a directory of another user is left behind if `rm` hangs', async () => {
  const folder = await temporaryDirectory()
  chmodSync(folder, 0o755)
  const programs = join(folder, 'bin')
  const path = join(folder, 'left')
  for (const one of [programs, path]) mkdirSync(one)
  writeFileSync(join(programs, 'rm'), `#!/bin/sh\ntrap '' TERM\nexec sleep 600\n`, {
    mode: 0o755,
  })
  chownSync(path, SOMEBODY, SOMEBODY)
  vi.stubEnv('PATH', `${programs}:${process.env['PATH']}`)
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(() => removeFolder(path)).toThrow('ETIMEDOUT')
})
