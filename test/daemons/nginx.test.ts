import { expect } from 'vitest'
import { http, service, type Service } from 'vitest-mirakuru'
import { aliveSince } from '../support/surviving.ts'
import { childrenOf } from '../support/children.ts'
import { programOf } from '../support/installed.ts'
import { configure, configOf } from '../support/nginx-config.ts'
import { test as base } from '../support/daemon-test.ts'
import { sendSignal } from '../support/send-signal.ts'

const program = programOf('nginx')

const nginx = service('nginx', {
  command: (at) => {
    configure(at, 'one')
    return [program, '-c', configOf(at), '-p', at.dir, '-e', 'stderr', '-g', 'daemon off;']
  },
  ready: http('/'),
})

const test = base.extend('nginx', nginx)

async function answerOf(nginx: Service): Promise<string> {
  // On a connection of its own, since one that is kept stays with its worker.
  const response = await fetch(nginx.url, { headers: { connection: 'close' } })
  return response.text()
}

async function workersOf(nginx: Service): Promise<number[]> {
  return childrenOf(nginx.pid ?? 0, 2)
}

test.beforeEach(({ skip }) => skip(!program, 'nginx is not installed'))

test('workers that a reload has replaced are ended with the others', async ({ nginx, met }) => {
  met.add('master', nginx.pid)
  const old = await workersOf(nginx)
  for (const pid of old) met.add(`worker ${pid}`, pid)
  expect(await answerOf(nginx)).toBe('one')

  configure(nginx, 'two')
  sendSignal(nginx.pid, 'SIGHUP')
  await expect.poll(() => answerOf(nginx), { timeout: 60_000 }).toBe('two')
  await expect.poll(() => old.filter((pid) => aliveSince(pid)), { timeout: 60_000 }).toEqual([])
  for (const pid of await workersOf(nginx)) met.add(`worker ${pid}`, pid)
  expect(await nginx.running()).toBe(true)
})

test('a restart leaves no worker of the former master', async ({ nginx, met }) => {
  met.add('master', nginx.pid)
  for (const pid of await workersOf(nginx)) met.add(`worker ${pid}`, pid)
  const { url } = nginx
  await nginx.restart()
  expect(met.surviving()).toEqual([])
  expect(nginx.url).toBe(url)
  expect(await answerOf(nginx)).toBe('one')
  met.add('second master', nginx.pid)
  for (const pid of await workersOf(nginx)) met.add(`second worker ${pid}`, pid)
})

test('workers are paused, too', async ({ nginx, met }) => {
  met.add('master', nginx.pid)
  for (const pid of await workersOf(nginx)) met.add(`worker ${pid}`, pid)
  await nginx.paused(async () => {
    const signal = AbortSignal.timeout(200)
    await expect(fetch(nginx.url, { signal })).rejects.toThrow('timeout')
  })
  expect(await answerOf(nginx)).toBe('one')
})
