import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test as base } from 'vitest'
import { file, http, output, service } from 'vitest-mirakuru'
import { HTTPExecutor, TCPExecutor } from 'vitest-mirakuru/executors'
import { freePort } from '../support/free-port.ts'
import { program } from '../support/program.ts'
import { aliveSince } from '../support/surviving.ts'

// With Node alone: no shell, no signal, no /proc.

const server = program('serves-with-child.mjs')

const test = base
  .extend(
    'api',
    { scope: 'file' },
    service('api', {
      command: ({ port }) => ['node', server, port],
      ready: [http(), output(/ready with (?<child>\d+)/)],
    }),
  )
  .extend(
    'flag',
    service('flag', {
      command: ({ dir }) => [
        'node',
        '-e',
        'require("fs").writeFileSync(process.argv[1], ""); setInterval(() => {}, 1_000)',
        join(dir, 'flag'),
      ],
      ready: file(({ dir }) => join(dir, 'flag')),
    }),
  )

async function pidsAt(url: string): Promise<number[]> {
  return JSON.parse(await (await fetch(url)).text()) as number[]
}

function living(pids: readonly number[]): number[] {
  return pids.filter((pid) => aliveSince(pid) !== undefined)
}

/** Those that nobody has waited for yet are dead, too, which not every system tells. */
async function expectGone(pids: readonly number[]): Promise<void> {
  await expect.poll(() => living(pids)).toEqual([])
}

test('a service restarts at its address, and leaves no process', async ({ api }) => {
  const before = await pidsAt(api.url)
  expect(before).toHaveLength(2)
  expect(api.captures['child']).toBe(String(before[1]))
  await api.restart()
  const after = await pidsAt(api.url)
  await expectGone(before)
  expect(living(after)).toEqual(after)
})

test('a service stops and starts again', async ({ api }) => {
  const before = await pidsAt(api.url)
  await api.stopped(async () => {
    await expectGone(before)
    expect(await api.running()).toBe(false)
    await expect(fetch(api.url)).rejects.toThrow()
  })
  expect(await pidsAt(api.url)).toHaveLength(2)
})

test('a service that is killed is gone', async ({ api }) => {
  const before = await pidsAt(api.url)
  await api.kill()
  await expectGone(before)
  await api.start()
})

test('a file in its directory makes a service ready', async ({ flag }) => {
  expect(await flag.running()).toBe(true)
  writeFileSync(join(flag.dir, 'more'), '')
})

test('an executor owns a tree of processes', async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/`
  const executor = new HTTPExecutor([process.execPath, server, port], { url, method: 'GET' })
  await executor.start()
  const pids = await pidsAt(url)
  await executor.stop()
  await expectGone(pids)
})

test('a missing command is an error at once', async () => {
  const executor = new HTTPExecutor('no-such-program-anywhere', { url: 'http://127.0.0.1:9/' })
  await expect(executor.start()).rejects.toThrow(/no-such-program-anywhere/)
})

test('a service that never listens is ended when its time is up', async () => {
  const command = ['node', '-e', 'setInterval(() => {}, 1_000)']
  const executor = new TCPExecutor(command, { port: await freePort(), startTimeout: 2_000 })
  await expect(executor.start()).rejects.toThrow('node did not accept TCP connections')
  expect(executor.running()).toBe(false)
})
