import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { OutputExecutor, type ExecutorOptions } from 'vitest-mirakuru/executors'
import { endedWithTest } from '../../support/kill-after-test.ts'
import { program } from '../../support/program.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'
import { sendSignal } from '../../support/send-signal.ts'

const drain = `node ${program('drains.mjs')}`
const inCluster = `${drain} 200 --cluster`

/** What a program behind these words heard of its stop, and how long that took. */
async function stopped(
  command: readonly string[],
  options: ExecutorOptions = {},
): Promise<{ readonly heard: readonly string[]; readonly took: number }> {
  const executor = new OutputExecutor(command, {
    banner: 'ready',
    expectedExitCode: [0, 1, 2, 130, 131, 137, 143],
    stopTimeout: 20_000,
    ...options,
  })
  await endedWithTest(executor).start()
  const start = performance.now()
  // A wrapper that dies of the signal has no exit code.
  await executor.stop().catch((error: unknown) => {
    expect(error).toMatchObject({ code: 'ERR_PROCESS_FINISHED' })
  })
  const took = performance.now() - start
  return { heard: executor.output.lines().filter((line) => /^(got|drained)/.test(line)), took }
}

/** Half of the time that they have here, after which all are told. */
const HALF = 10_000

const BEHIND = (
  [
    ['alone', drain.split(' '), true],
    ['behind a shell that dies of it', ['sh', '-c', `${drain}; true`], true],
    ['behind a shell that waits', ['sh', '-c', `${drain} & wait`], true],
    [
      'behind a shell that hands it on',
      ['sh', '-c', `trap 'kill -TERM $p; wait $p' TERM; ${drain} & p=$!; wait $p; wait $p`],
      true,
    ],
    [
      'behind a shell that ignores it once it has handed it on',
      [
        'sh',
        '-c',
        `trap 'trap "" TERM; kill -TERM $p; wait $p' TERM; ${drain} & p=$!; wait $p; wait $p`,
      ],
      true,
    ],
    ['behind two shells', ['sh', '-c', `sh -c '${drain}; true'; true`], true],
    ['behind bash', ['bash', '-c', `${drain}; true`], isThere('bash')],
    // Without the option, it sends the signal twice itself, to its child and to the group.
    [
      'behind `timeout`',
      ['timeout', '--foreground', '60', ...drain.split(' ')],
      isThere('timeout'),
    ],
    ['behind `npx`', ['npx', '-c', `${drain}; true`], isThere('npx')],
    ['as the worker of a cluster', inCluster.split(' '), true],
    ['as the worker of a cluster behind a shell', ['sh', '-c', `${inCluster}; true`], true],
    ['behind `setsid`', ['sh', '-c', `setsid ${drain}; true`], isThere('setsid')],
    ['orphaned, in a session of its own', ['sh', '-c', `(setsid ${drain} &); sleep 60`], true],
    ['behind one that ignores it', ['sh', '-c', `trap '' TERM; ${wrapped()}`], isThere('env')],
  ] as const
).filter(([, , isPossible]) => isPossible)

describe('a program that drains gets one SIGTERM and enough time', () => {
  test.each(BEHIND)('%s', async (_name, command) => {
    const { heard, took } = await stopped(command)
    expect(heard).toEqual(['got SIGTERM', 'drained'])
    expect(took).toBeLessThan(HALF)
  })

  test.skipIf(!isThere('npm'))('behind `npm run` (needs npm)', async () => {
    const cwd = await temporaryDirectory()
    await writeFile(
      join(cwd, 'package.json'),
      JSON.stringify({ scripts: { start: `${drain}; true` } }),
    )
    const { heard } = await stopped(['npm', 'run', 'start'], { cwd })
    expect(heard).toEqual(['got SIGTERM', 'drained'])
  })

  test.skipIf(!mayUnshare())(
    'behind a program that leaves it pending, in a pid namespace (needs root)',
    async () => {
      const { heard, took } = await stopped(['unshare', '--pid', '--fork', ...drain.split(' ')])
      expect(heard).toEqual(['got SIGTERM', 'drained'])
      expect(took).toBeLessThan(HALF)
    },
  )
})

test.each(['SIGINT', 'SIGQUIT'] as const)(
  '%s as the stop signal arrives once, too',
  async (signal) => {
    const { heard, took } = await stopped(['sh', '-c', `${drain}; true`], { stopSignal: signal })
    expect(heard).toEqual([`got ${signal}`, 'drained'])
    expect(took).toBeLessThan(HALF)
  },
)

test.each([
  ['in its group', `trap : TERM; ${drain}; true`],
  ['in a session of its own', `trap : TERM; setsid -w ${drain}; true`],
])(
  'a program %s gets SIGTERM after half of the time if its wrapper does not pass it on',
  async (_name, script) => {
    const { heard, took } = await stopped(['sh', '-c', script], { stopTimeout: 2_000 })
    expect(heard).toEqual(['got SIGTERM', 'drained'])
    expect(took).toBeGreaterThan(1_000)
  },
)

test('with a `stopTimeout` of 0 a program is killed without a signal before', async () => {
  const { heard, took } = await stopped(drain.split(' '), { stopTimeout: 0 })
  expect(heard).toEqual([])
  expect(took).toBeLessThan(2_000)
})

test('with a `stopTimeout` of Infinity a program has unlimited time', async () => {
  const { heard } = await stopped(['sh', '-c', `${drain} 1000; true`], { stopTimeout: Infinity })
  expect(heard).toEqual(['got SIGTERM', 'drained'])
})

test('kill() sends its own signal once to each process', async () => {
  const executor = new OutputExecutor(['sh', '-c', `${drain} & wait`], { banner: 'ready' })
  await endedWithTest(executor).start()
  await executor.kill({ signal: 'SIGINT' })
  expect(executor.output.text()).toBe('ready\ngot SIGINT\ndrained\n')
})

test('a suspended tree (SIGSTOP) drains like any other', async () => {
  const executor = new OutputExecutor(['sh', '-c', `${drain} & wait`], { banner: 'ready' })
  await endedWithTest(executor).start()
  sendSignal(-(executor.pid ?? 0), 'SIGSTOP')
  await executor.stop()
  expect(executor.output.text()).toBe('ready\ngot SIGTERM\ndrained\n')
})

/** Its child does not ignore what it ignores itself. */
function wrapped(): string {
  return `env --default-signal=TERM ${drain}; true`
}

function isThere(command: string): boolean {
  return succeeds('sh', '-c', `command -v ${command}`)
}

function mayUnshare(): boolean {
  return succeeds('unshare', '--pid', '--fork', 'true')
}

function succeeds(file: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(file, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
