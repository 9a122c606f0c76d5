import { expect, test } from 'vitest'
import { IMPORTS, runProject } from '../support/vitest-project.ts'

const SERVICES = `
import { service, output } from 'vitest-mirakuru'
export const flooding = (name, script, more) => service(name, {
  command: ({ dir }) => ['sh', '-c',
    'echo ready; until [ -e "$0/go" ]; do sleep 0.05; done; ' + script + '; echo; echo THE END; exec sleep 600', dir],
  ready: output('ready'),
  ...more,
})
export const lines = (size) => 'yes ' + 'x'.repeat(99) + ' | head -c ' + size + 'M'
export const endless = (size) => 'head -c ' + size + "M /dev/zero | tr '\\\\0' x"
export const shared = flooding('shared', lines(100))
export const polled = flooding('polled', lines(40))
`
const SETUP = `
import { shareServices } from 'vitest-mirakuru/global-setup'
import { polled, shared } from './services'
export default shareServices([shared, polled])
`
const START = `${IMPORTS}
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { endless, flooding, lines, polled, shared } from './services'
const megabytes = (pid, name) =>
  Number(new RegExp(name + ':\\\\s+(\\\\d+)').exec(readFileSync('/proc/' + pid + '/status', 'utf8'))[1]) / 1024
const peak = async (body, pid = process.pid) => {
  const idle = megabytes(pid, 'VmRSS')
  writeFileSync('/proc/' + pid + '/clear_refs', '5')
  await body()
  return megabytes(pid, 'VmHWM') - idle
}
const isSmall = (size) => size < 64
const flooded = async (api) => {
  const end = api.output.waitFor('\\nTHE END\\n', { timeout: 300_000 })
  writeFileSync(join(api.dir, 'go'), '')
  await end
}
const floodedAndPolled = async (api, read) => {
  let isOver = false
  const end = flooded(api).finally(() => (isOver = true))
  while (!isOver) {
    await read(api.output)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await end
}
`
const LOCAL = `${START}
const all = {
  text: flooding('text', lines(40)),
  kept: flooding('kept', lines(40)),
  // More than a log may have.
  lines: flooding('lines', lines(270)),
  line: flooding('line', endless(100)),
  short: flooding('short', 'yes | head -c 50M'),
  both: flooding('both', lines(100) + ' >&2 & ' + lines(100) + '; wait'),
}
const test = Object.entries(all).reduce((test, [name, api]) => test.extend(name, api), base)
// First, since a heap that other floods have grown has room for all that this leaves to be collected.
test('text() is polled', async ({ text }) =>
  expect(await peak(() => floodedAndPolled(text, (output) => output.text()))).toBeLessThan(64))
test('lines() is polled', async ({ kept }) =>
  expect(await peak(() => floodedAndPolled(kept, (output) => output.lines()))).toBeLessThan(64))
test('lines', async ({ lines }) => expect(await peak(() => flooded(lines))).toBeLessThan(64))
test('one line', async ({ line }) => expect(await peak(() => flooded(line))).toBeLessThan(64))
test('short lines', async ({ short }) => expect(await peak(() => flooded(short))).toBeLessThan(64))
test('both streams', async ({ both }) => expect(await peak(() => flooded(both))).toBeLessThan(64))
`
const SHARED = `${START}
const test = base.extend('shared', { scope: 'file' }, shared).extend('polled', { scope: 'file' }, polled)
test('text() of a shared service is polled', async ({ polled }) => {
  const inWorker = () => peak(() => floodedAndPolled(polled, (output) => output.text()))
  let worker
  const main = await peak(async () => (worker = await inWorker()), process.ppid)
  expect({ worker, main }).toEqual({ worker: expect.toSatisfy(isSmall), main: expect.toSatisfy(isSmall) })
})
test('main', async ({ shared }) => expect(await peak(() => flooded(shared), process.ppid)).toBeLessThan(64))
`

// The peak of a process can be read, and set back, on Linux alone.
test.runIf(process.platform === 'linux')(
  'workers and main stay within 64 MB of their idle size while services print huge output',
  { timeout: 620_000 },
  async () => {
    const config = { pool: 'forks', maxWorkers: 1, testTimeout: 300_000, globalSetup: './setup.ts' }
    const files = { 'services.ts': SERVICES, 'setup.ts': SETUP }
    const specs = { 'local.spec.ts': LOCAL, 'shared.spec.ts': SHARED }
    const { tests, output } = await runProject({ ...files, ...specs }, { config, timeout: 600_000 })
    const failed = Object.entries(tests).filter(([, { status }]) => status !== 'passed')
    expect(failed, output).toEqual([])
    expect(Object.keys(tests)).toHaveLength(8)
  },
)
