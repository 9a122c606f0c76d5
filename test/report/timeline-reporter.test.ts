import { describe, expect, test } from 'vitest'
import { runWithTimeline, spansOf, tracksOf } from '../support/timeline-project.ts'
import { overlapping } from '../support/trace-rules.ts'
import { IMPORTS } from '../support/vitest-project.ts'

const SERVICES = `
import { service } from 'vitest-mirakuru'
import { journalled } from './journal'
export const db = service('db', { ...journalled('db'), prepare: 'sleep 0.2' })
export const api = service('api', { ...journalled('api'), needs: { db } })
export const own = service('own', journalled('own'))
`
const SETUP = `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { api, db } from './services'
export default shareServices([db, api])
`
const SPEC = `${IMPORTS}
import { api, db, own } from './services'
const test = base
  .extend('db', { scope: 'file' }, db)
  .extend('api', { scope: 'file' }, api)
  .extend('own', { scope: 'file' }, own)
test('uses </script> api', async ({ api }) => {
  expect(await api.running()).toBe(true)
})
test('takes db away', async ({ db }) => {
  await db.stopped(() => {})
})
test('has its own', async ({ own }) => {
  await own.paused(() => {})
  await own.stopped(() => {})
})
test('needs nothing', () => {})
`
const FAILING = `
test('fails', ({ db }) => expect(db.port).toBe(1))
`
const TOLD = /^The timeline of the services: .*$/m

describe('a run with shared services', () => {
  test('has a timeline next to its logs, and prints its path if it fails', async () => {
    const files = { 'services.ts': SERVICES, 'setup.ts': SETUP, 'a.spec.ts': SPEC + FAILING }
    const run = await runWithTimeline(files, { config: { globalSetup: './setup.ts' } })
    expect(run.tests['fails']?.status).toBe('failed')
    expect(TOLD.exec(run.told)?.[0]).toBe('The timeline of the services: logs/RUN/timeline.html')
    expect(run.names).toEqual([
      '.gitignore',
      'api.log',
      'db.log',
      'failed',
      'own.log',
      'timeline.html',
      'trace.json',
    ])
    const { trace } = run
    expect(tracksOf(trace)).toEqual(['db (shared)', 'api (shared)', 'own (worker 1)', 'worker 1'])
    expect(spansOf(trace, 'worker 1')).toEqual([
      'a.spec.ts',
      'uses </script> api',
      'takes db away',
      'has its own',
      'needs nothing',
      'fails',
    ])
    const phases = spansOf(trace, 'db (shared)').filter((name) => name !== 'idle')
    expect(phases.join(' ')).toMatch(
      /^db (waiting )?starting preparing starting (used )+stopping away starting (used )+stopping$/,
    )
    expect(spansOf(trace, 'api (shared)')).toEqual(
      expect.arrayContaining(['waiting', 'starting', 'used', 'stopping']),
    )
    expect(spansOf(trace, 'own (worker 1)')).toEqual(
      expect.arrayContaining(['starting', 'used', 'away', 'stopping']),
    )
    expect(overlapping(trace)).toEqual([])
    const { outages } = run.timeline
    expect(outages.map(({ by }) => by)).toEqual([
      'test "takes db away" of a.spec.ts',
      '"has its own"',
      '"has its own"',
    ])
    const [, first, second] = outages
    expect(first?.to).toBeLessThan(second?.from ?? 0)
    expect(run.page).toMatch(
      /<p class="story">([\d.]+ m?s before the first start, then )?db [\d.]+ m?s \([\d.]+ s of it to prepare\), then api [\d.]+ m?s: the first test had its services after [\d.]+ m?s\.<\/p>/,
    )
    // Vitest's own reporter may write there, too.
    expect(run.summary.match(/## Services of the tests\n\n.*: the first test/g)).toHaveLength(1)
    expect(run.page).toContain('uses &lt;/script&gt; api')
    expect(run.page).not.toContain('</script> api')
  })

  test('that passes prints the path if the variable says so', async () => {
    const files = { 'services.ts': SERVICES, 'setup.ts': SETUP, 'a.spec.ts': SPEC }
    const config = { globalSetup: './setup.ts', pool: 'vmThreads' }
    const env = { VITEST_MIRAKURU_TIMELINE: '1' }
    const run = await runWithTimeline(files, { config, env })
    expect(TOLD.exec(run.told)?.[0]).toBe('The timeline of the services: logs/RUN/timeline.html')
    expect(spansOf(run.trace, 'worker 1')).toHaveLength(5)
  })

  test('that is interrupted has a timeline, and prints its path', async () => {
    const spec = `${SPEC}
      test('interrupts the run', async ({ db }) => {
        process.kill(process.ppid, 'SIGINT')
        await new Promise(() => {})
      })`
    const files = { 'services.ts': SERVICES, 'setup.ts': SETUP, 'a.spec.ts': spec }
    const run = await runWithTimeline(files, { config: { globalSetup: './setup.ts' } })
    expect(run.exitCode).not.toBe(0)
    expect(run.told.match(new RegExp(TOLD, 'gm'))).toEqual([
      'The timeline of the services: logs/RUN/timeline.html',
    ])
    expect(spansOf(run.trace, 'db (shared)')).toEqual(
      expect.arrayContaining(['preparing', 'starting', 'away']),
    )
    expect(overlapping(run.trace)).toEqual([])
  })

  test('has no timeline if the variable says so', async () => {
    const files = { 'services.ts': SERVICES, 'setup.ts': SETUP, 'a.spec.ts': SPEC }
    const config = { globalSetup: './setup.ts' }
    const env = { VITEST_MIRAKURU_TIMELINE: '0' }
    const { names } = await runWithTimeline(files, { config, env })
    expect(names).toEqual(['.gitignore', 'api.log', 'db.log', 'own.log'])
  })
})

describe('a run without shared services', () => {
  const files = { 'services.ts': SERVICES, 'a.spec.ts': SPEC }

  test('has a timeline if it has the reporter', async () => {
    const config = { isolate: false, pool: 'threads' }
    const args = ['--reporter=vitest-mirakuru/reporter']
    const { names, trace, told } = await runWithTimeline(files, { config, args })
    expect(told).not.toMatch(TOLD)
    expect(names).toEqual([
      '.gitignore',
      'api.log',
      'db.log',
      'own.log',
      'timeline.html',
      'trace.json',
    ])
    expect(tracksOf(trace)).toEqual([
      'db (worker 1)',
      'api (worker 1)',
      'own (worker 1)',
      'worker 1',
    ])
    expect(spansOf(trace, 'api (worker 1)')).toEqual(
      expect.arrayContaining(['waiting', 'starting', 'used']),
    )
  })

  test('records nothing without the reporter', async () => {
    const { names } = await runWithTimeline(files, {})
    expect(names).toEqual(['.gitignore', 'api.log', 'db.log', 'own.log'])
  })
})

test('a check that is still pending when the start ends is shown without an answer', async () => {
  const program = `
    let asked = 0
    require('node:http').createServer((_, response) => {
      if (++asked > 1) response.end()
    }).listen(process.argv[1])
  `
  const spec = `${IMPORTS}
    const command = ({ port }) => ['node', '-e', ${JSON.stringify(program)}, port]
    const test = base.extend('api', service('api', { command, ready: http() }))
    test('has it', ({ api }) => {})
  `
  const args = ['--reporter=vitest-mirakuru/reporter']
  const run = await runWithTimeline({ 'a.spec.ts': spec }, { args })
  expect(run.tests['has it']?.status, run.output).toBe('passed')
  expect(run.page).toContain('{"name":"no answer"')
  expect(run.page).not.toContain('aborted')
})

test('secrets in a response to a check are not in the timeline', async () => {
  const program = `
    let hasRead = false
    require('node:http').createServer(({ socket }, response) => {
      const { DB_PASSWORD, SERVICE_URL } = process.env
      response.statusCode = hasRead ? 200 : 503
      socket.once('close', () => (hasRead = true))
      response.end('no login with ' + DB_PASSWORD + ' at ' + SERVICE_URL)
    }).listen(process.argv[1])
  `
  const spec = `${IMPORTS}
    const command = ({ port }) => ['node', '-e', ${JSON.stringify(program)}, port]
    const test = base.extend('api', service('api', { command, ready: http() }))
    test('has it', ({ api }) => {})
  `
  const env = { DB_PASSWORD: 's3cr3t-word', SERVICE_URL: 'db://app:An0ther-one@host/x' }
  const args = ['--reporter=vitest-mirakuru/reporter']
  const run = await runWithTimeline({ 'a.spec.ts': spec }, { args, env })
  expect(run.tests['has it']?.status, run.output).toBe('passed')
  expect(run.page).toContain('no login with *** at db://app:***@host/x')
  expect(run.page + JSON.stringify(run.trace) + run.summary).not.toMatch(/s3cr3t-word|An0ther-one/)
})
