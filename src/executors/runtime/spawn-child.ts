import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { platform } from './host.ts'

/**
 * Spawns a program. On Windows it uses cross-spawn: npm and many other tools install scripts there that
 * only a shell can run, programs are found by the extensions in PATHEXT, and each program parses quotes itself.
 */
export async function spawnChild(
  [file = '', ...args]: readonly string[],
  options: SpawnOptions,
): Promise<ChildProcess> {
  const spawnProgram = platform === 'win32' ? (await import('cross-spawn')).default : spawn
  return spawnProgram(file, args, options)
}
