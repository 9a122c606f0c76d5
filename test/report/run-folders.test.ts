import { chmodSync, lchownSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { nameOfRun } from '../../src/fixtures/logs/old-runs.ts'
import { runnerPid } from '../../src/fixtures/vitest/runner-environment.ts'
import { foldersOf, type RunProject } from '../../src/report/run-folders.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { isRoot, SOMEBODY } from '../support/used-by-somebody.ts'

const name = nameOfRun(runnerPid())

/** A project whose logs are in this folder, or in a temporary one if that cannot be used. */
async function projectWithLogsIn(folder: string): Promise<RunProject> {
  const other = await temporaryDirectory()
  vi.stubEnv('TMPDIR', other)
  vi.stubEnv('VITEST_MIRAKURU_LOG_DIR', folder)
  onTestFinished(() => void vi.unstubAllEnvs())
  return { config: { root: folder }, getProvidedContext: () => ({}) }
}

test('a folder that the workers have made is read', async () => {
  const folder = await temporaryDirectory()
  mkdirSync(join(folder, name), { mode: 0o700 })
  expect(foldersOf([await projectWithLogsIn(folder)])).toEqual([join(folder, name)])
})

test.skipIf(!isRoot).each([
  ['a folder', (path: string) => mkdirSync(path)],
  ['a link', (path: string) => symlinkSync('/', path)],
])('%s of another user of its name is not', async (_kind, make) => {
  const folder = await temporaryDirectory()
  chmodSync(folder, 0o1777)
  make(join(folder, name))
  lchownSync(join(folder, name), SOMEBODY, SOMEBODY)
  expect(foldersOf([await projectWithLogsIn(folder)])).toEqual([])
})
