import { availableParallelism } from 'node:os'
import { DECLARED } from '../databases.mjs'
import { interleave, timed } from '../interleave.mjs'
import { perFile, VitestProject } from '../vitest-project.mjs'

export const title = 'A suite of 200 tests in 10 files, each with a database of its own'

const FILES = 10
/** The server that makes the databases has the other processors. */
const WORKERS = Math.max(1, Math.floor(availableParallelism() / 2))

export async function measure({ rounds = 5 }) {
  const shared = subject('floor: one database for all', 'floor', 'pg, schema', 'file')
  const own = subject('vitest-mirakuru, one for each', 'own', 'pg', 'test')
  const target = {
    text: '1.15 of the floor',
    holds: ({ own, floor }) => own.median <= floor.median * 1.15,
  }
  const measurements = await interleave(rounds, [shared, own])
  return [{ title: 'a whole run', unit: 'ms', measurements, target }]
}

function subject(name, role, listed, scope) {
  const project = new VitestProject(
    {
      ...DECLARED,
      ...perFile(FILES, () => testsWith(scope)),
      'global-setup.js': `
        import { shareServices } from 'vitest-mirakuru/global-setup'
        import { pg, schema } from './services.js'
        export default shareServices([${listed}])`,
    },
    { maxWorkers: WORKERS, globalSetup: './global-setup.js' },
  )
  return { subject: name, role, measure: () => timed(() => project.run()) }
}

/** A test asks its database a few questions, and has other work for a while. */
const testsWith = (scope) =>
  `
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { expect, test as base } from 'vitest'
import { pg, schema } from './services.js'
const test = base.extend('pg', { scope: 'file' }, pg).extend('schema', { scope: '${scope}' }, schema)
test.for(Array.from({ length: ${200 / FILES} }, (_, index) => index))('%i', async (_, { schema }) => {
  const client = new Client(schema.url)
  await client.connect()
  for (const table of ['t0', 't1', 't2', 't3', 't4']) {
    const { rows } = await client.query('select count(*)::int as count from ' + table)
    expect(rows).toEqual([{ count: 25 }])
  }
  await pause(50)
  await client.end()
})
`
