import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { describe, expect, test, vi } from 'vitest'
import { loadExeca, type SpawnChild } from '../../../src/executors/runtime/spawn-child.ts'

const OPTIONS: SpawnOptions = {
  cwd: '/',
  env: { PATH: process.env['PATH'], GIVEN: 'given' },
  stdio: ['ignore', 'pipe', 'pipe'],
}

/** How a command ends, and what it prints. */
async function outcome(child: ChildProcess): Promise<readonly unknown[]> {
  const printed = [child.stdout, child.stderr].map(async (stream) => stream && text(stream))
  const [exitCode, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return [exitCode, signal, ...(await Promise.all(printed))]
}

describe.each([
  ['Node', (): SpawnChild => spawn],
  ['execa', loadExeca],
])('with %s', (name, load) => {
  test('a command has the given environment, and reports its exit code', async () => {
    const script = 'echo "$GIVEN $HOME."; echo "$1" >&2; exit 3'
    const child = await load()('/bin/sh', ['-c', script, 'sh', 'a "b" $c'], OPTIONS)
    expect(await outcome(child)).toEqual([3, null, 'given .\n', 'a "b" $c\n'])
    expect(Reflect.has(child, 'iterable')).toBe(name === 'execa')
  })

  test('a killed command reports the signal', async () => {
    const child = await load()('sleep', ['300'], OPTIONS)
    const ended = outcome(child)
    child.kill('SIGTERM')
    expect(await ended).toEqual([null, 'SIGTERM', '', ''])
  })

  test('a child is not a promise of its end', async () => {
    const child = await load()('sleep', ['300'], OPTIONS)
    expect([child.exitCode, 'then' in child]).toEqual([null, false])
    child.kill('SIGKILL')
    await once(child, 'exit')
  })

  test('a failed spawn has the error of Node', async () => {
    const spawned = Promise.resolve(load()('/no/such/program', [], OPTIONS))
    const failed = spawned.then(async (child) => (await once(child, 'error'))[0] as unknown)
    await expect(failed.catch((error: unknown) => error)).resolves.toMatchObject({
      message: 'spawn /no/such/program ENOENT',
      code: 'ENOENT',
    })
  })

  test('late listeners get all output, and no process is killed', async () => {
    const size = 3 * 1024 * 1024
    const script = `head -c ${size} /dev/zero`
    const child = await load()('/bin/sh', ['-c', script], OPTIONS)
    const [exitCode, , printed] = await outcome(child)
    expect([exitCode, String(printed).length]).toEqual([0, size])
  })
})

test('execa spawns with the globals of happy-dom, and does not change them', async () => {
  class Foreign {
    readonly signal = {}
    abort(): void {}
  }
  vi.stubGlobal('AbortController', Foreign)
  try {
    const child = await loadExeca()('true', [], OPTIONS)
    expect(globalThis.AbortController).toBe(Foreign)
    expect(await outcome(child)).toEqual([0, null, '', ''])
  } finally {
    vi.unstubAllGlobals()
  }
})
