import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { DRAIN_PATIENCE, KILL_PATIENCE, SHORTEST_CLEANUP } from '../../runtime/bounds.ts'
import { settledWithin } from '../../runtime/clock.ts'
import { platform } from '../../runtime/host.ts'
import { runAs, type Credentials } from '../../options/credentials.ts'
import { markedCommand, markedEnvironment, type Marker } from '../tree/marker.ts'
import type { SpawnChild } from '../../runtime/spawn-child.ts'
import { killTree } from '../tree/windows.ts'

/**
 * A command that runs after a process has ended, to remove things outside of its tree, such as a container.
 * It is serializable, so that the guard can run it if the owner dies.
 */
export interface CleanupCommand extends Credentials {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Milliseconds until it is killed, at least `SHORTEST_CLEANUP`. */
  readonly timeout: number
}

/** The end of the output that an error quotes, in characters and in lines. */
const TAIL_SIZE = 8 * 1024
const TAIL_LINES = 20

/**
 * Runs the command and resolves when it has ended.
 *
 * @param spawnChild the guard has only Node's own
 * @param marker lets the guard kill this run before its own, in case the owner dies in between
 * @throws Error that describes the failure
 */
export async function runCleanup(
  command: CleanupCommand,
  spawnChild: SpawnChild,
  marker: Marker,
): Promise<void> {
  const { env, cwd } = command
  const timeout = Math.max(command.timeout, SHORTEST_CLEANUP)
  const { parts, ids } = runAs([command.file, ...command.args], command)
  const [file = '', ...args] = markedCommand(parts, marker)
  const child = await spawnChild(file, args, {
    cwd,
    env: markedEnvironment(env, marker),
    ...ids,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-TAIL_SIZE)
    })
  }
  child.on('error', () => {})
  const closed = once(child, 'close')
  closed.catch(() => {})
  const exited = once(child, 'exit') as Promise<[code: number | null, signal: string | null]>
  try {
    const isLate = !(await settledWithin(timeout, exited))
    if (isLate) await kill(child)
    if (isLate && !(await settledWithin(KILL_PATIENCE, exited)))
      throw new Error('could not be killed')
    const [code, signal] = await exited
    await settledWithin(DRAIN_PATIENCE, closed)
    if (code === 0) return
    const outcome = isLate ? `did not exit within ${timeout} ms` : (signal ?? `exit code ${code}`)
    throw new Error(
      [outcome, ...printed.trimEnd().split('\n').slice(-TAIL_LINES)].join('\n').trimEnd(),
    )
  } finally {
    for (const stream of [child.stdout, child.stderr]) stream?.destroy()
  }
}

/** On POSIX, its descendants are found by their marker later. */
async function kill(child: ChildProcess): Promise<void> {
  if (platform === 'win32' && child.pid !== undefined) await killTree(child.pid)
  child.kill('SIGKILL')
}
