import { describe, expect, test } from 'vitest'
import {
  OutputExecutor,
  ProcessExitedWithError,
  TimeoutExpired,
  type OutputExecutorOptions,
} from 'vitest-mirakuru/executors'
import { endedWithTest } from '../support/kill-after-test.ts'
import { run } from '../support/program.ts'
import { rejection } from '../support/rejection.ts'
import { Family } from '../support/surviving.ts'

/** Starts a program that prints these pieces, each in a write of its own. */
function printing(
  pieces: readonly (readonly ['stdout' | 'stderr', string])[],
  options: OutputExecutorOptions,
): Promise<OutputExecutor> {
  const args = pieces.flatMap(([stream, text]) => [stream === 'stdout' ? '1' : '2', text])
  return endedWithTest(new OutputExecutor(run('prints-pieces.sh', ...args), options)).start()
}

describe('the banner', () => {
  test.each<[string, string | RegExp, string]>([
    ['a text', 'ready (1.0)', 'server is ready (1.0) now\n'],
    ['a text that is no expression', 'a.c*', 'abc a.c*\n'],
    ['an expression', /listening on port \d+$/m, 'booting\nlistening on port 80\n'],
    ['an expression with flags', /READY/gi, 'ready\n'],
    ['a sticky expression', /ready/y, 'now ready\n'],
    ['without a newline', 'ready', 'ready'],
    [
      'in colours',
      'Local: http://localhost',
      '\u001B[32mLocal\u001B[39m: http://\u001B[1mlocalhost',
    ],
    ['with other characters', '✓ prêt', '✓ prêt\n'],
  ])('may be %s', async (_name, banner, text) => {
    const executor = await printing([['stdout', text]], { banner })
    expect(executor.running()).toBe(true)
  })

  test('may arrive in pieces', async () => {
    const pieces = ['server is re', 'a', 'dy', '\n'].map((text) => ['stdout', text] as const)
    await printing(pieces, { banner: 'is ready\n' })
  })

  test('may arrive in pieces that split a colour code', async () => {
    const pieces = ['rea\u001B', '[3', '2mdy\u001B[', '0m now'].map((t) => ['stdout', t] as const)
    await printing(pieces, { banner: 'ready now' })
  })

  test('may come after much other output', async () => {
    const executor = new OutputExecutor(run('floods.mjs', 5, 0), {
      banner: 'ready',
      startTimeout: 100_000,
    })
    await endedWithTest(executor).start()
  })

  test('is not found across two streams', async () => {
    const command = ['sh', '-c', 'printf re; printf ady >&2; exec sleep 300']
    const options = { banner: 'ready', startTimeout: 2_000 }
    const error = await rejection(endedWithTest(new OutputExecutor(command, options)).start())
    expect(error).toBeInstanceOf(TimeoutExpired)
    expect(['ready', 'adyre']).toContain(error.outputTail)
  })
})

describe('the stream', () => {
  test.each(['stdout', 'stderr'] as const)('may be %s, or both', async (stream) => {
    await printing([[stream, 'ready']], { banner: 'ready', stream })
    await printing([[stream, 'ready']], { banner: 'ready', stream: 'both' })
    await printing([[stream, 'ready']], { banner: 'ready' })
  })

  test.each([
    ['stdout', 'stderr'],
    ['stderr', 'stdout'],
  ] as const)('%s is not %s', async (wanted, other) => {
    const command = ['sh', '-c', `echo ready ${other === 'stderr' ? '>&2' : ''}; exec sleep 300`]
    const options = { banner: 'ready', stream: wanted, startTimeout: 2_000 }
    const error = await rejection(endedWithTest(new OutputExecutor(command, options)).start())
    expect(error).toBeInstanceOf(TimeoutExpired)
    expect(error.message).toMatch(
      new RegExp(`^sh did not print "ready" on ${wanted} within 2000 ms\\.`),
    )
    expect(error.outputTail).toBe('ready')
  })
})

describe('a process that exits before its banner', () => {
  test('fails the start at once, and shows the end of its output', async () => {
    const options = { banner: 'ready', startTimeout: 20_000 }
    const executor = endedWithTest(new OutputExecutor(run('exits.mjs', 3, 30), options))
    const error = await rejection(executor.start())
    expect(error).toBeInstanceOf(ProcessExitedWithError)
    expect(error).toMatchObject({ exitCode: 3, signal: null })
    expect(error.message).toMatch(/^node exited with code 3 before it was ready\./)
    const tail = error.outputTail.split('\n')
    expect(tail).toHaveLength(20)
    expect(tail).toContain('line 30: giving up')
    expect(tail).not.toContain('line 1')
    expect(executor.running()).toBe(false)
  })

  test('fails the start if a signal killed it, too', async () => {
    const command = ['sh', '-c', 'echo bye; kill -KILL $$']
    const executor = endedWithTest(new OutputExecutor(command, { banner: 'ready' }))
    const error = await rejection(executor.start())
    expect(error).toMatchObject({ exitCode: null, signal: 'SIGKILL', outputTail: 'bye' })
  })

  test('is ready if it has printed the banner before', async () => {
    const executor = endedWithTest(new OutputExecutor('echo ready', { banner: 'ready' }))
    await executor.start()
    expect(await executor.waitForExit()).toEqual({ exitCode: 0, signal: null })
  })

  test('may leave a daemon behind that prints the banner', async () => {
    const script =
      '(until [ -e "$PIDS/go" ]; do sleep 0.01; done; echo ready; sleep 300) & : > "$0"'
    const { env } = await Family.create()
    const command = ['sh', '-c', script, `${env.PIDS}/go`]
    const executor = endedWithTest(new OutputExecutor(command, { banner: 'ready', env }))
    await executor.start()
    expect(executor.running()).toBe(true)
  })
})

test('a second start ignores the banner of the first', async () => {
  const { env } = await Family.create()
  const once = 'mkdir "$PIDS/once" 2>/dev/null && echo ready; exec sleep 300'
  const options = { banner: 'ready', startTimeout: 2_000, env }
  const executor = endedWithTest(new OutputExecutor(['sh', '-c', once], options))
  await executor.start()
  await executor.stop()
  const error = await rejection(executor.start())
  expect(error).toBeInstanceOf(TimeoutExpired)
  expect(error.outputTail).toBe('')
  expect(executor.output.text()).toBe('ready\n')
})
