import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { listPids, readProc } from './linux.ts'
import { platform } from '../../runtime/host.ts'

/**
 * The pids of all processes whose environment has this variable with this value, as far as it is
 * readable: on Linux that of one's own processes, or of all as root; not of those that wrote over it.
 *
 * @throws Error on Windows, which shows nobody the environment of another process.
 */
export async function processesWithEnv(name: string, value: string): Promise<number[]> {
  const wanted = `${name}=${value}`
  if (platform === 'linux') {
    return listPids().filter((pid) =>
      readProc(`/proc/${pid}/environ`)?.split('\0').includes(wanted),
    )
  }
  if (platform === 'win32') {
    throw new Error('processesWithEnv() cannot tell: Windows shows no environments of processes')
  }
  const { stdout } = await promisify(execFile)('ps', ['-axwwE', '-o', 'pid=,command='], {
    maxBuffer: 64 * 1024 * 1024,
  })
  return stdout.split('\n').flatMap((line) => {
    const [pid = '', ...words] = line.trim().split(/\s+/)
    return words.includes(wanted) ? [Number(pid)] : []
  })
}
