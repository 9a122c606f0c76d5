import { spawnSync } from 'node:child_process'
import { SYSTEM_ANSWERS } from './bounds.ts'

/** Returns the output of a system program. Empty if the program is missing or hangs. */
export function askSystem(command: string, ...args: readonly string[]): string {
  const limits = { timeout: SYSTEM_ANSWERS, killSignal: 'SIGKILL' } as const
  return spawnSync(command, args, { encoding: 'utf8', cwd: '/', ...limits }).stdout ?? ''
}
