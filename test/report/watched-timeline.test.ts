import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { timelineIn } from '../support/timeline-project.ts'
import { IMPORTS } from '../support/vitest-project.ts'
import { WatchedProject } from '../support/watched-project.ts'

const SERVICES = `
import { service } from 'vitest-mirakuru'
export const calm = service('calm', { command: 'sleep 300' })
export const db = service('db', { command: 'sleep 300', needs: { calm } })
`
const SETUP = `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { note } from './journal'
import { calm, db } from './services'
note('main', process.pid)
export default shareServices([calm, db])
`
const testing = (name: string): string => `${IMPORTS}
import { extend } from 'vitest-mirakuru'
import { calm, db } from './services'
extend(base, { calm, db })('${name}', async ({ db }) => expect(await db.running()).toBe(true))
`
const FILES = { 'services.ts': SERVICES, 'setup.ts': SETUP, 'a.spec.ts': testing('first') }

test('the timeline of a later run in watch mode has the services that still run', async () => {
  await using project = await WatchedProject.start(FILES, { globalSetup: './setup.ts' })
  await project.hasRun()
  const logs = join(project.root, 'logs')
  const folder = (await readdir(logs)).find((name) => name.startsWith('run-')) ?? ''
  for (const name of ['second', 'third']) {
    await project.edit('a.spec.ts', testing(name))
    const timeline = timelineIn(await readFile(join(logs, folder, 'timeline.html'), 'utf8'))
    const tests = timeline.workers.flatMap(({ files }) => files.flatMap((file) => file.tests))
    expect(tests.map((one) => one.name)).toEqual([name])
    expect(timeline.services.map((one) => [one.name, one.phases[0]?.phase])).toEqual([
      ['calm', 'idle'],
      ['db', 'idle'],
    ])
    expect(timeline.leftOut).toEqual([])
  }
})
