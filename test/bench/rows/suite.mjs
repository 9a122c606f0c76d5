import { interleave, timed } from '../interleave.mjs'
import { programPath } from '../programs.mjs'
import { perFile, VitestProject } from '../vitest-project.mjs'

export const title = 'A suite of 20 files on 2 workers, with a service that takes 300 ms'

export async function measure({ rounds = 5 }) {
  const shared = (per) =>
    projectOf(OWN, {
      'services.js': SERVICES,
      'global-setup.js': `
        import { shareServices } from 'vitest-mirakuru/global-setup'
        import { api } from './services.js'
        export default shareServices([{ service: api, per: '${per}' }])`,
    })
  const hand = subject(
    'floor: globalSetup by hand',
    'floor',
    projectOf(BY_HAND, { 'global-setup.js': SETUP_BY_HAND }),
  )
  const measurements = await interleave(rounds, [
    hand,
    subject('vitest-mirakuru, per run', 'own', shared('run')),
    subject('vitest-mirakuru, per worker', 'own', shared('worker')),
    subject('vitest-mirakuru, per file', 'more', projectOf(OWN, { 'services.js': SERVICES })),
  ])
  const target = {
    text: '1.05 of the floor',
    holds: ({ own, floor }) => own.median <= floor.median * 1.05,
  }
  return [{ title: 'a whole run', unit: 'ms', measurements, target }]
}

const subject = (name, role, project) => ({
  subject: name,
  role,
  measure: () => timed(() => project.run()),
})

function projectOf(text, files) {
  const globalSetup = 'global-setup.js' in files ? { globalSetup: './global-setup.js' } : {}
  return new VitestProject(
    { ...perFile(20, () => text), ...files },
    { maxWorkers: 2, ...globalSetup },
  )
}

const LISTENS = JSON.stringify(programPath('listens.mjs'))

const SERVICES = `
import { service, tcp } from 'vitest-mirakuru'
export const api = service('api', {
  command: ({ port }) => [process.execPath, ${LISTENS}, 'http', port, 300],
  ready: tcp(),
})
`

const OWN = `
import { expect, test as base } from 'vitest'
import { api } from './services.js'
const test = base.extend('api', { scope: 'file' }, api)
test('is answered', async ({ api }) => {
  const { port } = api
  expect(await (await fetch(\`http://127.0.0.1:\${port}\`)).text()).toBe('ok')
})
`

const BY_HAND = `
import { expect, inject, test } from 'vitest'
test('is answered', async () => {
  const port = inject('port')
  expect(await (await fetch(\`http://127.0.0.1:\${port}\`)).text()).toBe('ok')
})
`

const SETUP_BY_HAND = `
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { randomInt } from 'node:crypto'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
const accepts = (port) => new Promise((resolve) => {
  const socket = connect(port, '127.0.0.1', () => (socket.destroy(), resolve(true)))
  socket.once('error', () => resolve(false))
})
export default async (project) => {
  const port = randomInt(10_000, 32_000)
  const child = spawn(process.execPath, [${LISTENS}, 'http', port, 300])
  while (!(await accepts(port))) await pause(1)
  project.provide('port', port)
  return async () => {
    child.kill()
    await once(child, 'exit')
  }
}
`
