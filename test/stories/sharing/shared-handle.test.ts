import { expect, test as base } from 'vitest'
import { IMPORTS, pidsIn, runProject } from '../../support/vitest-project.ts'

/** Prints what it is asked for, and ends with the code that the path names. */
const SERVER = `
import { appendFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
const [port, dir, code = 0] = process.argv.slice(2)
appendFileSync(process.env.JOURNAL, 'start server ' + process.pid + '\\n')
writeFileSync(dir + '/pid', String(process.pid))
process.on('SIGTERM', () => process.exit(Number(code)))
createServer(({ url }, response) => {
  console.log('got ' + url)
  response.end('hello')
  if (url.startsWith('/exit/')) process.exit(Number(url.slice(6)))
}).listen(Number(port), '127.0.0.1', () => console.log('serves the colour ' + process.env.COLOUR))
`
const SERVICES = `
import { http, output, service } from 'vitest-mirakuru'
const server = (code) => ({
  command: ({ port, dir }) => [process.execPath, 'server.mjs', port, dir, code],
  ready: [output(/the colour (?<colour>\\w+)/), http('/healthz')],
  env: { COLOUR: 'green' },
})
export const api = service('api', { ...server(0), ports: ['metrics', 'admin'] })
export const sulky = service('sulky', server(5))
`
const SETUP = `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { api, sulky } from './services'
export default shareServices([api, sulky])
`
const SPEC = `${IMPORTS}
import { readFileSync } from 'node:fs'
import * as mirakuru from 'vitest-mirakuru'
import { api, sulky } from './services'
const test = base.extend('api', { scope: 'file' }, api).extend('sulky', sulky)
const ask = async (api, path) => (await fetch(api.url + path)).text()
const address = ({ url, host, port, ports, dir, env, captures }) =>
  ({ url, host, port, ports, dir, env, captures })

test('tells what and where it is', async ({ api }) => {
  const [{ parent, ...server }, ...others] = await api.processes()
  expect(others).toEqual([])
  expect(server.pid).toBe(api.pid)
  expect(server.command).toContain(' server.mjs ' + api.port)
  expect(api.name).toBe('api')
  expect(api.host).toBe('127.0.0.1')
  expect(api.url).toBe('http://127.0.0.1:' + api.port)
  expect(new Set([api.port, api.ports.metrics, api.ports.admin]).size).toBe(3)
  expect(readFileSync(api.dir + '/pid', 'utf8')).toBe(String(api.pid))
  expect(api.env).toMatchObject({ COLOUR: 'green', JOURNAL: process.env.JOURNAL })
  expect(Object.keys(api.env).filter((name) => name.includes('MARKER'))).toEqual([])
  expect(api.captures).toEqual({ colour: 'green' })
  expect(api.generation).toBe(1)
  expect(await api.running()).toBe(true)
  expect(String(api)).toBe('<Service api ' + api.url + ' running>')
  expect(await ask(api, '/')).toBe('hello')
})

test('shows its output', async ({ api }) => {
  const mark = await api.output.mark()
  await ask(api, '/first')
  expect(await api.output.waitFor('got /first')).toEqual({ text: 'got /first', groups: {} })
  expect(await api.output.waitFor(/GOT .(?<path>f\\w+)/i, { since: mark, timeout: Infinity })).toEqual({
    text: 'got /first', groups: { path: 'first' },
  })
  expect(await api.output.text(mark)).toBe('got /first\\n')
  expect(await api.output.lines(mark)).toEqual(['got /first'])
  expect(await api.output.lines()).toContain('serves the colour green')
  expect(await api.output.text()).toContain('serves the colour green\\n')
  const second = api.output.waitFor('got /second', { since: mark, stream: 'stdout' })
  await ask(api, '/second')
  await second
  expect(await api.output.lines(await api.output.mark())).toEqual([])
  const late = await api.output.waitFor('got /first', { since: await api.output.mark(), timeout: 1 })
    .catch((error) => error)
  expect(late.name).toBe('TimeoutError')
  expect(late.message).toMatch(/^api: "got .first" was not printed on stdout or stderr within 1 ms/)
})

test('goes away and comes back on the same address', async ({ api }) => {
  const { pid } = api
  const before = address(api)
  await api.stop()
  expect(await api.running()).toBe(false)
  expect(String(api)).toBe('<Service api ' + api.url + ' stopped>')
  await expect(ask(api, '/')).rejects.toThrow('fetch failed')
  await api.stop({ timeout: Infinity })
  await api.start()
  await api.start()
  expect(api.pid).not.toBe(pid)
  expect(api.generation).toBe(2)
  await api.kill()
  expect(await api.running()).toBe(false)
  await api.start()
  await api.restart()
  expect(api.generation).toBe(4)
  expect(await ask(api, '/')).toBe('hello')
  expect(address(api)).toEqual(before)
})

test('is away for a while', async ({ api }) => {
  const refused = await api.stopped(() => ask(api, '/').catch(({ cause }) => cause.code))
  expect(refused).toBe('ECONNREFUSED')
  expect(await ask(api, '/')).toBe('hello')
  await expect(api.stopped(() => { throw new RangeError('by the body') })).rejects.toThrow(RangeError)
  expect(await ask(api, '/')).toBe('hello')
  const { generation } = api
  {
    await using outage = await api.stopped()
    expect(await api.running()).toBe(false)
  }
  expect(api.generation).toBe(generation + 1)
  expect(await ask(api, '/')).toBe('hello')
})

test('hangs for a while', async ({ api }) => {
  const { pid, generation } = api
  const hung = () => fetch(api.url, { signal: AbortSignal.timeout(100) }).catch(({ name }) => name)
  expect(await api.paused(hung)).toBe('TimeoutError')
  expect(await ask(api, '/')).toBe('hello')
  {
    await using outage = await api.paused()
    expect(await hung()).toBe('TimeoutError')
  }
  expect(await ask(api, '/')).toBe('hello')
  expect(api).toMatchObject({ pid, generation })
})

test('may end by itself when that is waited for', async ({ api }) => {
  const exit = api.waitForExit()
  await ask(api, '/exit/7').catch(() => {})
  expect(await exit).toEqual({ exitCode: 7, signal: null })
  expect(await api.running()).toBe(false)
  await api.start()
  expect(await ask(api, '/')).toBe('hello')
})

test('fails with the usual errors', async ({ sulky }) => {
  const { pid } = sulky
  const error = await sulky.stop().catch((error) => error)
  expect(error).toBeInstanceOf(mirakuru.ProcessFinishedWithError)
  expect(error).toBeInstanceOf(mirakuru.ExecutorError)
  expect(mirakuru.isExecutorError(error)).toBe(true)
  expect(error).toMatchObject({
    name: 'ProcessFinishedWithError', code: 'ERR_PROCESS_FINISHED', executor: 'sulky', exitCode: 5, pid,
  })
  expect(error.command).toContain('server.mjs')
  expect(error.outputTail).toContain('serves the colour green')
  expect(error.stack).toContain('shared.spec.ts')
  await sulky.start()
  const mistake = await sulky.stop({ timeout: 'soon' }).catch((error) => error)
  expect(mistake).toBeInstanceOf(TypeError)
  expect(mistake.message).toBe('Expected \`timeout\` of stop() to be a non-negative number of milliseconds, got "soon" (string)')
  await expect(sulky.output.waitFor(12)).rejects.toThrow(TypeError)
  await sulky.start()
  await sulky.stop({ expectedExitCode: 5, timeout: Infinity })
})
`

const test = base.extend('project', { scope: 'file' }, () =>
  runProject(
    { 'services.ts': SERVICES, 'setup.ts': SETUP, 'server.mjs': SERVER, 'shared.spec.ts': SPEC },
    { config: { globalSetup: './setup.ts', testTimeout: 20_000 } },
  ),
)
test.beforeAll(({ project }) => expect(project.output).toContain('Test Files'))

test.for([
  'tells what and where it is',
  'shows its output',
  'goes away and comes back on the same address',
  'is away for a while',
  'hangs for a while',
  'may end by itself when that is waited for',
  'fails with the usual errors',
])('a shared service %s', (name, { project }) => {
  expect(project.tests[name]).toEqual({ status: 'passed', errors: '' })
})

test('no process remains', ({ project }) => {
  expect(pidsIn(project.journal).length).toBeGreaterThan(8)
  expect(project.surviving).toEqual([])
})
