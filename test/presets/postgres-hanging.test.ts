import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { describe, expect, onTestFinished } from 'vitest'
import { postgres } from 'vitest-mirakuru/postgres'
import { DatabaseMaker } from '../../src/presets/postgres/maker.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { test } from '../support/start-preset.ts'
import { valuesOf } from '../support/values-of.ts'
import { IMPORTS, runProject } from '../support/vitest-project.ts'

/** A server that takes connections and answers nothing, as a paused one does. */
async function silentServer(): Promise<{ readonly url: string; readonly asked: Promise<unknown> }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => void sockets.add(socket.on('error', () => {})))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as { port: number }
  return { url: `postgres://ann@127.0.0.1:${port}/postgres`, asked: once(server, 'connection') }
}

const LAYER = {
  name: 'orders',
  parent: undefined,
  prepare: undefined,
  seed: undefined,
  inputs: [],
  cwd: undefined,
}

test('a server that hangs delays its stop by less than two seconds', async () => {
  const { url, asked } = await silentServer()
  const maker = new DatabaseMaker(url, LAYER, await temporaryDirectory())
  maker.take(new AbortController().signal).catch(() => {})
  await asked
  const begun = performance.now()
  await maker.end('server-ends')
  // A busy machine adds to it. It was six seconds.
  expect(performance.now() - begun).toBeLessThan(4_500)
})

test.runIf(process.platform === 'linux' && postgres.isAvailable())(
  'an external server with hanging connections delays the end by less than two seconds',
  async ({ start }) => {
    const { url } = await start(postgres('pg-own'))
    const maker = new DatabaseMaker(url, LAYER, await temporaryDirectory())
    const database = await maker.take(new AbortController().signal)
    const own = `select pid from pg_stat_activity where application_name = 'vitest-mirakuru'`
    const [pid] = await valuesOf(url, own)
    process.kill(Number(pid), 'SIGSTOP')
    try {
      maker.leave(database)
      const begun = performance.now()
      await maker.end('server-stays')
      // A busy machine adds to it. It was more than six seconds.
      expect(performance.now() - begun).toBeLessThan(4_500)
    } finally {
      process.kill(Number(pid), 'SIGCONT')
    }
  },
)

const SERVICES = `
  import { database, postgres } from 'vitest-mirakuru/postgres'
  export const pg = postgres('pg', { stopTimeout: 1_000 })
  export const orders = database('orders', { on: pg })`
/** Stops a server with its children. */
const HANG = `
  import { readdirSync, readFileSync } from 'node:fs'
  import { note } from './journal'
  export const parentOf = (pid) => Number(/\\) \\S (\\d+)/.exec(readFileSync('/proc/' + pid + '/stat', 'latin1'))?.[1])
  const familyOf = (pid) => [pid, ...readdirSync('/proc').filter((name) => {
    try { return parentOf(Number(name)) === pid } catch { return false }
  }).map(Number)]
  export function hang(server) {
    for (const pid of familyOf(server)) {
      note('start', 'pg', pid)
      process.kill(pid, 'SIGSTOP')
    }
  }`
const SPEC = `${IMPORTS}
  import { hang } from './hang.ts'
  import { orders, pg } from './services.ts'
  const test = base.extend('pg', { scope: 'file' }, pg).extend('orders', orders)
  test('hangs', ({ pg, orders }) => {
    note('dir', pg.dir)
    hang(pg.pid)
    if (process.env.ANSWERS) process.kill(pg.pid, 'SIGCONT')
    note('at', Date.now())
  })`

const TEMPLATES = `
  import connect from 'postgres'
  import { database, postgres } from 'vitest-mirakuru/postgres'
  import { note } from './journal'
  import { hang, parentOf } from './hang.ts'
  export const pg = postgres('pg', { startTimeout: 15_000, stopTimeout: 1_000 })
  export const orders = database('orders', {
    on: pg,
    inputs: ['hang.ts'],
    prepare: async ({ url }) => {
      const sql = connect(url, { max: 1 })
      const [{ pid }] = await sql.unsafe('select pg_backend_pid() as pid')
      note('at', Date.now())
      hang(parentOf(pid))
      await sql.unsafe('select 1')
    },
  })`
const TEMPLATE_SPEC = `${IMPORTS}
  import { orders, pg } from './services.ts'
  const test = base.extend('pg', { scope: 'file' }, pg).extend('orders', orders)
  test('has a database', ({ orders }) => {})`

const shared = (...names: readonly string[]): Readonly<Record<string, string>> => ({
  'setup.ts': `
  import { shareServices } from 'vitest-mirakuru/global-setup'
  import { orders, pg } from './services.ts'
  export default shareServices([${names.join()}])`,
})

describe.runIf(process.platform === 'linux' && postgres.isAvailable())(
  'the run ends in time',
  () => {
    test.each([
      ['a server of a file', {}, {}],
      ['a shared server', shared('pg'), {}],
      ['a shared server that takes new connections', shared('pg'), { ANSWERS: '1' }],
      ['a server and its database, both shared', shared('pg', 'orders'), {}],
    ])('when %s hangs, and leaves nothing', async (_name, setup, env) => {
      const files = { ...setup, 'hang.ts': HANG, 'services.ts': SERVICES, 'a.spec.ts': SPEC }
      const config = 'setup.ts' in setup ? { globalSetup: './setup.ts' } : {}
      const { journal, output, surviving, tests } = await runProject(files, { config, env })
      const ended = Date.now()
      const noted = Object.fromEntries(journal.map((line) => line.split(' ', 2)))
      expect(tests['hangs'], output).toMatchObject({ status: 'passed' })
      // Its longest stop, and two seconds. A busy machine adds to it. It was more than six seconds.
      expect(ended - Number(noted['at'])).toBeLessThan(5_500)
      expect(surviving).toEqual([])
      expect(existsSync(noted['dir'] ?? '/')).toBe(false)
    })

    test.each([
      ['a server of a file', {}],
      ['a shared server', shared('pg')],
    ])('when %s hangs while its templates are made, and leaves nothing', async (_name, setup) => {
      const files = {
        ...setup,
        'hang.ts': HANG,
        'services.ts': TEMPLATES,
        'a.spec.ts': TEMPLATE_SPEC,
      }
      const config = 'setup.ts' in setup ? { globalSetup: './setup.ts' } : {}
      const { journal, output, surviving, tests } = await runProject(files, { config })
      const ended = Date.now()
      const { at } = Object.fromEntries(journal.map((line) => line.split(' ', 2)))
      expect(tests['has a database']?.errors, output).toContain(
        'pg did not finish the template of database "orders" within 15000 ms',
      )
      // What is left of its start, its stop, and two seconds. A busy machine adds to it.
      expect(ended - Number(at)).toBeLessThan(18_500)
      expect(surviving).toEqual([])
    })
  },
)
