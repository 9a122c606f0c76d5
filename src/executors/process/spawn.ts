import type { Exit } from '../runtime/exit.ts'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Signal } from '../../errors.ts'
import type { CleanupCommand } from './stop/cleanup-command.ts'
import type { CommandLine } from './command/command-line.ts'
import { runAs, type Credentials } from '../options/credentials.ts'
import { guard } from './guard/guard.ts'
import { hasProc, isProcForeign, readEntry } from './tree/linux.ts'
import { findProgram } from '../runtime/lookup.ts'
import { markedCommand, markedEnvironment, nextMarker } from './tree/marker.ts'
import { registerLeader, treeOf, type Tree } from './tree/tree.ts'
import { listEntries } from './tree/darwin.ts'
import { defaultSpawnChild, type SpawnChild } from '../runtime/spawn-child.ts'
import type { Output } from '../output/output.ts'
import { platform } from '../runtime/host.ts'

export interface SpawnOptions extends Credentials {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly shell: boolean | string
  readonly stdin: 'ignore' | 'open'
  /** Runs after the whole tree has ended. */
  readonly cleanup?: CleanupCommand | undefined
  /** @default Node's own, and execa on Windows */
  readonly spawnChild?: SpawnChild | undefined
}

export interface Spawned {
  readonly child: ChildProcess
  readonly pid: number
  readonly tree: Tree
  /** Resolves when the process itself has exited. Its last output may still arrive. */
  readonly exited: Promise<Exit>
  /** Resolves when all writers have closed the output. */
  readonly drained: Promise<void>
}

const FOREIGN_PROC =
  '/proc belongs to another pid namespace, so its processes could not be found and stopped; mount a /proc for this namespace (`unshare --mount-proc`, `mount -t proc proc /proc`)'

/**
 * Spawns a command in its own session and process group, with a marker and a guard, and reads its output.
 *
 * @throws Error with the code of the failure: `ENOENT`, `EACCES`, `EPERM` and the like.
 */
export async function spawn(
  command: CommandLine,
  options: SpawnOptions,
  output: Output,
): Promise<Spawned> {
  const { cwd, env, shell, stdin } = options
  if (isProcForeign()) throw new Error(FOREIGN_PROC)
  const marker = nextMarker()
  const { parts, ids } = runAs(runnable(command, options), options)
  const [file = '', ...args] = markedCommand(parts, marker)

  const handle = guard()
  handle.announce(marker, options.cleanup)
  const { spawnChild = defaultSpawnChild() } = options
  let child: ChildProcess
  let pid: number
  try {
    child = await spawnChild(file, args, {
      cwd,
      env: markedEnvironment(env, marker),
      shell: platform === 'win32' && shell,
      detached: platform !== 'win32',
      stdio: [stdin === 'open' ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      windowsHide: true,
      ...ids,
    })
    pid = await pidOf(child)
  } catch (error) {
    handle.release(marker)
    throw error
  }
  const exited = exitOf(child)
  const drained = output.attach(child)
  registerLeader(pid, exited)
  const startTime = await startTimeOf(pid).catch((error: unknown) => {
    child.kill('SIGKILL')
    throw error
  })
  const leader = { pid, startTime }
  handle.track(marker, leader)
  const hasExited = (): boolean => child.exitCode !== null || child.signalCode !== null
  return { child, pid, tree: treeOf(marker, leader, hasExited), exited, drained }
}

/** The resolved program with its arguments, or the shell with the command line. */
function runnable({ line, parts }: CommandLine, options: SpawnOptions): readonly string[] {
  const { cwd, env, shell } = options
  const [name, ...args] = parts
  if (shell === false) return [findProgram(name, cwd, env['PATH']), ...args]
  if (platform === 'win32') return [line]
  return [findProgram(shell === true ? '/bin/sh' : shell, cwd, env['PATH']), '-c', line]
}

/** @throws Error when the spawn failed */
async function pidOf(child: ChildProcess): Promise<number> {
  const { pid } = child
  if (pid === undefined) throw (await once(child, 'error'))[0]
  // A failed `kill()` by the user emits an error event, too.
  child.on('error', () => {})
  return pid
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    const settle = (exitCode: number | null, signal: Signal | null): void => {
      resolve({ exitCode, signal })
    }
    child.once('exit', settle).once('close', settle)
  })
}

async function startTimeOf(pid: number): Promise<string> {
  if (hasProc()) return readEntry(pid)?.startTime ?? ''
  if (platform === 'win32') return ''
  return (await listEntries(pid))[0]?.startTime ?? ''
}
