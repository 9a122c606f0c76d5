import process from 'node:process'
import { constants } from 'node:os'
import { getSystemErrorName } from 'node:util'
import type { Signal } from '../../errors.ts'
import { codeOf } from './caught-error.ts'

/**
 * Node's process object, captured when this module was loaded. Code under test may stub the global
 * `process` or mock its methods, but services must still be stopped.
 */
export { process }
export const ownPid: number = process.pid
export const platform: NodeJS.Platform = process.platform

type SendSignal = (pid: number, signal: Signal | 0) => boolean

/**
 * `process.kill`. A negative pid signals the whole process group.
 *
 * @throws Error with the system's code: `ESRCH`, `EPERM`
 */
export const sendSignal: SendSignal =
  'mock' in Object(Reflect.get(process, 'kill')) ? sendByBinding : process.kill.bind(process)

/** For a setup file that mocked `process.kill` before this module was loaded. */
function sendByBinding(pid: number, signal: Signal | 0): boolean {
  const binding = process as unknown as { _kill(pid: number, signal: number): number }
  const result = binding._kill(pid, signal === 0 ? 0 : constants.signals[signal])
  if (result === 0) return true
  const code = getSystemErrorName(result)
  throw Object.assign(new Error(`kill ${code}`), { code })
}

/** Whether a process of any user has a pid. A zombie has one, too. */
export function pidExists(pid: number): boolean {
  try {
    return sendSignal(pid, 0)
  } catch (error) {
    return codeOf(error) !== 'ESRCH'
  }
}
