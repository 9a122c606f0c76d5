import { VitestProject } from '../vitest-project.mjs'
import { measurePeers } from '../database-peers.mjs'
import { DECLARED } from '../databases.mjs'

export const title = 'A database for each test, a copy of a template of 40 tables'

/** How many tests run at once. */
const WIDTHS = [1, 4, 8]

export async function measure({ rounds = 60 }) {
  const groups = []
  for (const width of WIDTHS) groups.push(await waitOf(width, rounds))
  return groups
}

async function waitOf(width, rounds) {
  const config = { maxWorkers: 1, maxConcurrency: width }
  const project = new VitestProject({ ...DECLARED, 'a.test.js': testsFor(rounds, width) }, config)
  await project.run()
  const samples = project.samples('wait')
  const target = {
    text: 'median 5 ms, p90 15 ms',
    holds: ({ own }) => own.median <= 5 && own.p90 <= 15,
  }
  const peers = await measurePeers(Math.min(rounds, 16), width)
  const measurements = [
    { subject: 'vitest-mirakuru', role: 'own', samples },
    ...peers.map((one) => ({ subject: one.subject, role: 'peer', samples: one.samples })),
  ]
  return { title: `what a test waits, ${width} at once`, unit: 'ms', measurements, target }
}

/** A test takes as long as one that asks its database a few questions. The first ones make the template. */
const testsFor = (count, width) => `
import { appendFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { test as base } from 'vitest'
import { pg, schema } from './services.js'
const test = base
  .extend('pg', { scope: 'file' }, pg)
  .extend('begun', ({ pg }) => performance.now())
  .extend('schema', schema)
test('the first', async ({ schema }) => {})
test('the second', async ({ schema }) => {})
test.concurrent.for(Array.from({ length: ${count + width} }, (_, index) => index))('%i', async (index, { begun, schema }) => {
  if (index >= ${width}) appendFileSync('samples', \`wait \${performance.now() - begun}\\n\`)
  await pause(${width * 50})
})
`
