import { listPidsWith } from './darwin.ts'
import { hasProgram, listPids, readProc } from './linux.ts'
import { EXEC_PATIENCE } from '../../runtime/bounds.ts'
import { now, sleep } from '../../runtime/clock.ts'
import { platform } from '../../runtime/host.ts'

/** An environment that is empty in this many reads is empty, and not that of a process in exec(). */
const SURE = 5

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
    const end = now() + EXEC_PATIENCE
    const pids = listPids().map(async (pid) => {
      const environment = await environmentOf(pid, end)
      return environment?.split('\0').includes(wanted) ? pid : []
    })
    return (await Promise.all(pids)).flat()
  }
  if (platform === 'win32') {
    throw new Error(
      'processesWithEnv() does not work on Windows, which does not expose the environment of other processes',
    )
  }
  return listPidsWith(wanted)
}

/** A process in exec() has no environment for a moment. It may leave and enter exec() between two reads. */
async function environmentOf(pid: number, end: number): Promise<string | undefined> {
  for (let reads = 0; ; reads++) {
    const environment = readProc(`/proc/${pid}/environ`)
    if (environment !== '' || !hasProgram(pid)) return environment
    const isSettled = reads >= SURE && readProc(`/proc/${pid}/cmdline`) !== ''
    if (isSettled || now() > end) return environment
    await sleep(1)
  }
}
