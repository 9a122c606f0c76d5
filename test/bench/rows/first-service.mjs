import { programPath } from '../programs.mjs'
import { perFile, VitestProject } from '../vitest-project.mjs'

export const title = 'First service of a fresh worker, a server that listens at once'

export async function measure({ rounds = 15 }) {
  const files = perFile(rounds * 2, (index) => (index % 2 === 0 ? OWN : RAW))
  const project = new VitestProject(files, { maxWorkers: 1 })
  await project.run()
  const of = (name, subject, role) => ({ subject, role, samples: project.samples(name) })
  const floor = of('raw', 'floor: spawn, connect each ms', 'floor')
  const target = {
    text: 'floor + 40 ms',
    holds: ({ own, floor }) => own.median <= floor.median + 40,
  }
  return [
    {
      title: 'from the fixture on',
      unit: 'ms',
      measurements: [floor, of('fixture', 'vitest-mirakuru', 'own')],
      target,
    },
    {
      title: 'with all that is loaded for it',
      unit: 'ms',
      measurements: [floor, of('whole', 'vitest-mirakuru', 'own')],
      target,
    },
  ]
}

const START = `
import { appendFileSync } from 'node:fs'
import { expect, test as base } from 'vitest'
const note = (name, begun) => appendFileSync('samples', \`\${name} \${performance.now() - begun}\\n\`)
const listens = ${JSON.stringify(programPath('listens.mjs'))}
`

const OWN = `${START}
const loading = performance.now()
const { service, tcp } = await import('vitest-mirakuru')
let begun = 0
const test = base
  .extend('before', { scope: 'file' }, () => (begun = performance.now()))
  .extend('api', { scope: 'file' }, service('api', ({ before }) => ({
    command: ({ port }) => [process.execPath, listens, 'tcp', port, 0],
    ready: tcp(),
  })))
test('has it', ({ api }) => {
  note('fixture', begun)
  note('whole', loading)
  expect(api.port).toBeGreaterThan(0)
})
`

const RAW = `${START}
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { randomInt } from 'node:crypto'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
const accepts = (port) => new Promise((resolve) => {
  const socket = connect(port, '127.0.0.1', () => (socket.destroy(), resolve(true)))
  socket.once('error', () => resolve(false))
})
const test = base.extend('api', { scope: 'file' }, async ({}, { onCleanup }) => {
  const begun = performance.now()
  const port = randomInt(10_000, 32_000)
  const child = spawn(process.execPath, [listens, 'tcp', port, 0])
  onCleanup(() => (child.kill(), once(child, 'exit')))
  while (!(await accepts(port))) await pause(1)
  note('raw', begun)
  return { port }
})
test('has it', ({ api }) => {
  expect(api.port).toBeGreaterThan(0)
})
`
