import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { DRAIN_PATIENCE, KILL_PATIENCE, SHORTEST_CLEANUP } from '../../runtime/bounds.ts'
import { settledWithin } from '../../runtime/clock.ts'
import { platform } from '../../runtime/host.ts'
import { runAs, type Credentials } from '../../options/credentials.ts'
import { markedCommand, markedEnvironment, type Marker } from '../tree/marker.ts'
import { spawnChild } from '../../runtime/spawn-child.ts'
import { killTree } from '../tree/windows.ts'

/**
 * A command that is run when a process has ended, to end what lives outside of its tree, such as a
 * container. In a form that can be handed to the guard, which runs it when nobody else can.
 */
export interface CleanupCommand extends Credentials {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Milliseconds until it is killed, `SHORTEST_CLEANUP` at least. */
  readonly timeout: number
}

/** How much of what it prints the error quotes: the end, in characters and in lines. */
const KEPT = 8 * 1024
const KEPT_LINES = 20

/**
 * Runs it, and resolves when it has ended.
 *
 * @param marker has the guard end it, if the owner dies meanwhile, before it runs it again
 * @throws Error that tells how it failed
 */
export async function runCleanup(command: CleanupCommand, marker?: Marker): Promise<void> {
  const { env, cwd } = command
  const timeout = Math.max(command.timeout, SHORTEST_CLEANUP)
  const { parts, ids } = runAs([command.file, ...command.args], command)
  const child = await spawnChild(marker === undefined ? parts : markedCommand(parts, marker), {
    cwd,
    env: marker === undefined ? env : markedEnvironment(env, marker),
    ...ids,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-KEPT)
    })
  }
  child.on('error', () => {})
  const closed = once(child, 'close')
  closed.catch(() => {})
  const exited = once(child, 'exit') as Promise<[code: number | null, signal: string | null]>
  try {
    const isLate = !(await isSettledWithin(timeout, exited))
    if (isLate) await end(child)
    if (isLate && !(await isSettledWithin(KILL_PATIENCE, exited))) throw new Error('not killable')
    const [code, signal] = await exited
    await settledWithin(DRAIN_PATIENCE, closed)
    if (code === 0) return
    const outcome = isLate ? `did not end within ${timeout} ms` : (signal ?? `exit code ${code}`)
    throw new Error(
      [outcome, ...printed.trimEnd().split('\n').slice(-KEPT_LINES)].join('\n').trimEnd(),
    )
  } finally {
    for (const stream of [child.stdout, child.stderr]) stream?.destroy()
  }
}

/** On POSIX, what it has started is found by its marker. */
async function end(child: ChildProcess): Promise<void> {
  if (platform === 'win32' && child.pid !== undefined) await killTree(child.pid)
  child.kill('SIGKILL')
}

async function isSettledWithin(milliseconds: number, event: Promise<unknown>): Promise<boolean> {
  let isSettled = false
  const settle = (): void => {
    isSettled = true
  }
  await settledWithin(milliseconds, event.then(settle, settle))
  return isSettled
}
