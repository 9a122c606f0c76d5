import type { Exit } from '../runtime/exit.ts'
import type { ChildProcess, SpawnOptions as ChildOptions } from 'node:child_process'
import { once } from 'node:events'
import type { Signal } from '../../errors.ts'
import type { CleanupCommand } from './stop/cleanup-command.ts'
import type { CommandLine } from './command/command.ts'
import { runAs, type Credentials } from '../options/credentials.ts'
import { guard } from './guard/guard.ts'
import { hasProc, isProcForeign, readEntry } from './tree/linux.ts'
import { findProgram } from '../runtime/lookup.ts'
import { markedCommand, markedEnvironment, nextMarker } from './tree/marker.ts'
import { registerLeader, treeOf, type Tree } from './tree/members.ts'
import { listEntries } from './tree/darwin.ts'
import { spawnChild } from '../runtime/spawn-child.ts'
import type { Output } from '../output/output.ts'
import { platform } from '../runtime/host.ts'

export interface SpawnOptions extends Credentials {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly shell: boolean | string
  readonly stdin: 'ignore' | 'open'
  /** What is to be run when all of it has ended. */
  readonly cleanup?: CleanupCommand | undefined
}

export interface Spawned {
  readonly child: ChildProcess
  readonly pid: number
  readonly tree: Tree
  /** When the process itself has ended. Its output may still be on the way. */
  readonly exited: Promise<Exit>
  /** When everybody has closed the output. */
  readonly drained: Promise<void>
}

const FOREIGN =
  '/proc is that of another pid namespace, so that its processes could not be found and ended; mount the own one (`unshare --mount-proc`, `mount -t proc proc /proc`)'

/**
 * Spawns a command in a session and process group of its own, marked, guarded, its output drained.
 *
 * @throws Error with the code of the failure: `ENOENT`, `EACCES`, `EPERM` and the like.
 */
export async function spawn(
  command: CommandLine,
  options: SpawnOptions,
  output: Output,
): Promise<Spawned> {
  const { cwd, env, shell, stdin } = options
  if (isProcForeign()) throw new Error(FOREIGN)
  const marker = nextMarker()
  const { parts, ids } = runAs(runnable(command, options), options)

  const watcher = guard()
  watcher.announce(marker, options.cleanup)
  const { child, pid } = await begin(() => markedCommand(parts, marker), {
    cwd,
    env: markedEnvironment(env, marker),
    shell: platform === 'win32' && shell,
    detached: platform !== 'win32',
    stdio: [stdin === 'open' ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    windowsHide: true,
    ...ids,
  }).catch((error: unknown) => {
    watcher.release(marker)
    throw error
  })
  const exited = exitOf(child)
  const drained = output.attach(child)
  registerLeader(pid, exited)
  const startTime = await startTimeOf(pid).catch((error: unknown) => {
    child.kill('SIGKILL')
    throw error
  })
  const leader = { pid, startTime }
  watcher.track(marker, leader)
  const hasExited = (): boolean => child.exitCode !== null || child.signalCode !== null
  return { child, pid, tree: treeOf(marker, leader, hasExited), exited, drained }
}

/** The program, looked up, and its arguments; or the shell with the line. */
function runnable({ line, parts }: CommandLine, options: SpawnOptions): readonly string[] {
  const { cwd, env, shell } = options
  const [name, ...args] = parts
  if (shell === false) return [findProgram(name, cwd, env['PATH']), ...args]
  if (platform === 'win32') return [line]
  return [findProgram(shell === true ? '/bin/sh' : shell, cwd, env['PATH']), '-c', line]
}

/** @throws Error when nothing has begun. */
async function begin(
  command: () => readonly string[],
  options: ChildOptions,
): Promise<{ readonly child: ChildProcess; readonly pid: number }> {
  const child = await spawnChild(command(), options)
  const { pid } = child
  if (pid === undefined) throw (await once(child, 'error'))[0]
  // A signal of the user's own that is not allowed.
  child.on('error', () => {})
  return { child, pid }
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    const settle = (exitCode: number | null, signal: Signal | null): void => {
      resolve({ exitCode, signal })
    }
    // Where cmd.exe did not find a command, cross-spawn replaces the exit with an error.
    child.once('exit', settle).once('close', settle)
  })
}

async function startTimeOf(pid: number): Promise<string> {
  if (hasProc()) return readEntry(pid)?.startTime ?? ''
  if (platform === 'win32') return ''
  return (await listEntries(pid))[0]?.startTime ?? ''
}
