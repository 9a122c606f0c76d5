import { execFileSync } from 'node:child_process'
import { chownSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { measurePeers } from '../database-peers.mjs'
import { DECLARED } from '../databases.mjs'
import { programsHere, userHere } from '../postgres-here.mjs'
import { skipped } from '../peers.mjs'
import { scratchPath } from '../scratch.mjs'
import { perFile, VitestProject } from '../vitest-project.mjs'

export const title = 'From nothing to a first database of 40 tables'

export async function measure({ rounds = 10 }) {
  const bin = programsHere()
  if (!bin) {
    skipped.set('this row', 'no PostgreSQL on this machine')
    return []
  }
  const user = userHere()
  const kept = scratchPath('kept')
  mkdirSync(kept, { mode: 0o755 })
  if (user.uid !== undefined) chownSync(kept, user.uid, user.gid)
  const data = join(kept, 'data')
  const initdb = [
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'trust',
    '--no-sync',
    '--locale=C',
    '--encoding=UTF8',
  ]
  execFileSync(join(bin, 'initdb'), initdb, { ...user, cwd: '/', stdio: 'ignore' })
  const project = new VitestProject(
    {
      ...DECLARED,
      ...perFile(rounds * 2, (index) => alike(index % 2 === 0 ? OWN : byHand({ bin, data, user }))),
    },
    { maxWorkers: 1 },
  )
  await project.run()
  const own = (name) => ({
    subject: 'vitest-mirakuru',
    role: 'own',
    samples: project.samples(name),
  })
  const raw = { subject: 'floor: cp, start, until it answers', role: 'floor' }
  const peers = (await measurePeers(0, 1)).map(({ subject, cold }) => ({
    subject,
    role: 'peer',
    samples: cold,
  }))
  return [
    {
      title: 'prepared',
      unit: 'ms',
      measurements: [{ ...raw, samples: project.samples('raw') }, own('prepared')],
      target: {
        text: '1.75 of the floor, 250 ms where that takes 143',
        holds: ({ own, floor }) => own.median <= floor.median * 1.75,
      },
    },
    {
      title: 'cold',
      unit: 'ms',
      measurements: [own('cold'), ...peers],
      target: { text: 'none', holds: () => true },
    },
  ]
}

/** Vitest runs larger files first. */
const alike = (text) => text.padEnd(3_000)

const OWN = `
import { appendFileSync, existsSync } from 'node:fs'
import { test as base } from 'vitest'
import { pg, schema } from './services.js'
const name = existsSync('node_modules/.vitest-mirakuru/prepared/pg') ? 'prepared' : 'cold'
const test = base
  .extend('begun', { scope: 'file' }, () => performance.now())
  .extend('pg', { scope: 'file' }, pg)
  .extend('schema', schema)
test('has it', ({ begun, schema }) => {
  appendFileSync('samples', \`\${name} \${performance.now() - begun}\\n\`)
})
`

const byHand = (given) => `
import { appendFileSync, mkdtempSync, rmSync, chmodSync, chownSync } from 'node:fs'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { randomInt } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { test } from 'vitest'
const { bin, data, user } = ${JSON.stringify(given)}
test('has it', async () => {
  const begun = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  execFileSync('cp', ['-a', '--reflink=auto', data, folder])
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid)
  const port = randomInt(10_000, 32_000)
  const settings = ['fsync=off', 'listen_addresses=127.0.0.1', 'port=' + port, 'unix_socket_directories=']
  const args = ['-D', join(folder, 'data'), ...settings.flatMap((one) => ['-c', one])]
  const child = spawn(join(bin, 'postgres'), args, { ...user, cwd: '/', stdio: 'ignore' })
  for (;;) {
    const client = new Client('postgres://postgres@127.0.0.1:' + port + '/postgres')
    try {
      await client.connect()
      await client.query('select 1')
      break
    } catch {
      await pause(1)
    } finally {
      await client.end()
    }
  }
  appendFileSync('samples', 'raw ' + (performance.now() - begun) + '\\n')
  child.kill('SIGINT')
  await once(child, 'exit')
  rmSync(folder, { recursive: true })
})
`
