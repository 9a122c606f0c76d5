import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test as base, TestRunner } from 'vitest'
import { output, service, type Service, type ServiceSpec } from 'vitest-mirakuru'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { aliveSince } from '../support/surviving.ts'
import { DoomedRun } from '../support/killed-run.ts'
import { sendSignal } from '../support/send-signal.ts'

const program = fileURLToPath(new URL('../processes/engine.mjs', import.meta.url))

/** Started by one command, living outside of its tree, ended by another. */
const contained = (engine: Service): ServiceSpec => ({
  command: ['node', program, 'run', socketOf(engine), 'box'],
  cleanup: ['node', program, 'rm', socketOf(engine), 'box'],
  ready: output(/container (?<pid>\d+)/),
})

const test = base
  .extend(
    'engine',
    { scope: 'file' },
    service('engine', {
      command: ({ dir }) => ['node', program, 'serve', join(dir, 'socket')],
      ready: output('serving'),
    }),
  )
  .extend(
    'box',
    service('box', ({ engine }) => contained(engine)),
  )

function socketOf(engine: Service): string {
  return join(engine.dir, 'socket')
}

const seen: number[] = []

test('a container lives outside the tree', async ({ box }) => {
  const pid = Number(box.captures['pid'])
  seen.push(pid)
  expect(aliveSince(pid)).toBeDefined()
  await box.restart()
  expect(aliveSince(pid)).toBeUndefined()
  seen.push(Number(box.captures['pid']))
})

test('a cleanup command ends it', ({ engine }) => {
  expect(engine.pid).toBeDefined()
  expect(seen.map((pid) => aliveSince(pid))).toEqual([undefined, undefined])
})

test('a failing cleanup command is an error with the reason', async ({ engine }) => {
  const failing = service('failing', {
    ...contained(engine),
    cleanup: ['sh', '-c', 'echo no such box >&2; exit 4'],
  })
  const cleanups: (() => Promise<void>)[] = []
  const context = { task: TestRunner.getCurrentTest() ?? {} }
  const box = await failing(context, { onCleanup: (cleanup) => cleanups.push(cleanup) })
  await expect(cleanups[0]?.()).rejects.toThrow(
    /The cleanup of failing failed[^]*exit code 4\n {2}no such box/,
  )
  expect(await box.running()).toBe(false)
  sendSignal(Number(box.captures['pid']), 'SIGKILL')
})

test('processes that a cleanup command leaves running are ended', async () => {
  const folder = await temporaryDirectory()
  const cleanups: (() => Promise<void>)[] = []
  const leaving = service('leaving', {
    command: ['sh', '-c', 'echo up; exec sleep 1000'],
    cleanup: ['sh', '-c', 'sleep 1000 & echo $! > "$0"', join(folder, 'pid')],
    ready: output('up'),
  })
  await leaving(
    { task: TestRunner.getCurrentTest() ?? {} },
    { onCleanup: (cleanup) => cleanups.push(cleanup) },
  )
  await cleanups[0]?.()
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))
  expect(pid).toBeGreaterThan(0)
  expect(aliveSince(pid)).toBeUndefined()
})

test('the guard runs the cleanup when the runner is killed, and ends its leftovers', async ({
  engine,
}) => {
  const leaving = `sleep 1000 > /dev/null 2>&1 & echo "leaving $!" >> "$JOURNAL"`
  await using run = await DoomedRun.start({
    around: `
      const box = base.extend('box', service('box', {
        command: ['node', '${program}', 'run', '${socketOf(engine)}', 'guarded'],
        cleanup: ['sh', '-c', 'node "$@"; ${leaving}', 'sh', '${program}', 'rm', '${socketOf(engine)}', 'guarded'],
        ready: output(/container (?<pid>\\d+)/),
      }))
      box('is boxed', async ({ box }) => {
        appendFileSync(process.env.JOURNAL!, 'container ' + box.captures.pid + '\\n')
        await new Promise(() => {})
      })
    `,
  })
  await run.meets('container')
  process.kill(run.main, 'SIGKILL')
  await expect.poll(() => run.counted('leaving')).toBe(1)
  await run.leavesNothing()
})
