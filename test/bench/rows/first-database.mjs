import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DECLARED } from '../databases.mjs'
import { programsHere, userHere } from '../postgres-here.mjs'
import { scratchPath } from '../scratch.mjs'
import { perFile, VitestProject } from '../vitest-project.mjs'

export const title = 'From nothing to a first database of 40 tables'

export async function measure({ rounds = 10 }) {
  const bin = programsHere()
  const user = userHere()
  const kept = scratchPath('kept')
  mkdirSync(kept, { mode: 0o755 })
  if (user.uid !== undefined) {
    chownSync(kept, user.uid, user.gid)
    chmodSync(dirname(kept), 0o711)
  }
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
  const [cold] = project.samples('own')
  const prepared = {
    text: '1.75 of the floor, 250 ms where that takes 143',
    holds: ({ own, floor }) => own.median <= floor.median * 1.75,
  }
  return [
    {
      title: 'prepared',
      unit: 'ms',
      measurements: [
        {
          subject: 'floor: cp, start, until it answers',
          role: 'floor',
          samples: project.samples('raw'),
        },
        { subject: 'vitest-mirakuru', role: 'own', samples: project.samples('own').slice(1) },
      ],
      target: prepared,
    },
    {
      title: 'cold',
      unit: 'ms',
      measurements: [{ subject: 'vitest-mirakuru', role: 'own', samples: [cold] }],
      target: { text: 'none', holds: () => true },
    },
  ]
}

/** Vitest runs larger files first. */
const alike = (text) => text.padEnd(3_000)

const OWN = `
import { appendFileSync } from 'node:fs'
import { test as base } from 'vitest'
import { pg, schema } from './services.js'
const test = base
  .extend('begun', { scope: 'file' }, () => performance.now())
  .extend('pg', { scope: 'file' }, pg)
  .extend('schema', schema)
test('has it', ({ begun, schema }) => {
  appendFileSync('samples', \`own \${performance.now() - begun}\\n\`)
})
`

const byHand = (given) => `
import { appendFileSync, mkdtempSync, rmSync, chmodSync, chownSync } from 'node:fs'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { randomInt } from 'node:crypto'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
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
