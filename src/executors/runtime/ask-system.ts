import { spawnSync } from 'node:child_process'
import { SYSTEM_ANSWERS } from './bounds.ts'

/** Returns what a program of the system prints. Nothing if it is missing or hangs. */
export function askSystem(command: string, ...args: readonly string[]): string {
  const limits = { timeout: SYSTEM_ANSWERS, killSignal: 'SIGKILL' } as const
  return spawnSync(command, args, { encoding: 'utf8', cwd: '/', ...limits }).stdout ?? ''
}
