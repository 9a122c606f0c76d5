import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, expect, vi } from 'vitest'
import { service } from 'vitest-mirakuru'
import { temporaryDirectory } from '../../support/temporary-directory.ts'
import { Main, test, USER } from '../../support/sharing-main.ts'
import { askBroker } from '../../support/ask-broker.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

/** The folder in which the socket of a main process lies that works. */
async function folderOfSocket(TMPDIR: string): Promise<string> {
  await mkdir(TMPDIR, { recursive: true })
  vi.stubEnv('TMPDIR', TMPDIR)
  const main = new Main()
  await main.server.listen()
  const directory = dirname(main.server.path)
  main.share([{ service: service('sleeper', { command: ['sleep', '300'] }) }])
  const { broker } = await main.client()
  const { lease } = await broker.borrow({ service: 'sleeper', user: USER })
  expect(await askBroker(broker, lease, 'running')).toBe(true)
  await main.close()
  expect(existsSync(directory)).toBe(false)
  return dirname(directory)
}

/** As many bytes as a folder may have, for directories with sockets of services to be in it. */
const LONGEST = (process.platform === 'linux' ? 107 : 103) - '/mirakuru-brok-12345678/'.length - 20

test('with spaces and any letters is used', async () => {
  const folder = join(await temporaryDirectory(), `a b'"$ ü 日本`)
  expect(await folderOfSocket(folder)).toBe(folder)
})

test('with a name that just fits is used, and otherwise /tmp', async () => {
  const parent = await temporaryDirectory()
  const fitting = join(parent, 'x'.repeat(LONGEST - parent.length - 1))
  expect(await folderOfSocket(fitting)).toBe(fitting)
  expect(await folderOfSocket(`${fitting}x`)).toBe('/tmp')
  expect(await folderOfSocket(join(fitting, 'y'.repeat(200)))).toBe('/tmp')
})

test('is measured in bytes', async () => {
  const parent = await temporaryDirectory()
  const letters = Math.floor((LONGEST - parent.length - 1) / 2)
  const fitting = join(parent, 'ü'.repeat(letters))
  expect(await folderOfSocket(fitting)).toBe(fitting)
  expect(await folderOfSocket(`${fitting}üü`)).toBe('/tmp')
})

test('that does not exist is not used', async () => {
  const folder = join(await temporaryDirectory(), 'nowhere')
  vi.stubEnv('TMPDIR', folder)
  const main = new Main()
  await main.server.listen()
  expect(dirname(dirname(main.server.path))).toBe('/tmp')
  main.server.close()
})
