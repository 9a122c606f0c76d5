import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { platform } from './host.ts'

/**
 * Spawns a program. On Windows through cross-spawn: what npm installs there, and many another program, is a
 * script that only a shell can run, it is found by the extensions in PATHEXT, and quoting is each program's own.
 */
export async function spawnChild(
  [file = '', ...args]: readonly string[],
  options: SpawnOptions,
): Promise<ChildProcess> {
  const begin = platform === 'win32' ? (await import('cross-spawn')).default : spawn
  return begin(file, args, options)
}
