import { codeOf } from './caught-error.ts'
import { sendSignal } from './host.ts'

/** Whether a process of any user has a pid. A zombie has one, too. */
export function pidExists(pid: number): boolean {
  try {
    return sendSignal(pid, 0)
  } catch (error) {
    return codeOf(error) !== 'ESRCH'
  }
}
