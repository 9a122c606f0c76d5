import { listPidsWith } from './darwin.ts'
import { listPids, readProc } from './linux.ts'
import { platform } from '../../runtime/host.ts'

/**
 * Finds the pids of all processes whose environment contains `name=value`. It sees only readable
 * environments. On Linux, these are the environments of the current user's processes, or of all processes
 * for root. A process that overwrote its environment is not found.
 *
 * @throws Error on Windows, which does not expose the environment of other processes.
 */
export async function processesWithEnv(name: string, value: string): Promise<number[]> {
  const wanted = `${name}=${value}`
  if (platform === 'linux') {
    return listPids().filter((pid) =>
      readProc(`/proc/${pid}/environ`)?.split('\0').includes(wanted),
    )
  }
  if (platform === 'win32') {
    throw new Error(
      'processesWithEnv() does not work on Windows, which does not expose the environment of other processes',
    )
  }
  return listPidsWith(wanted)
}
