import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { TABLE_PATIENCE } from '../../runtime/bounds.ts'
import { markersIn } from './marker.ts'
import type { ProcessEntry } from './process-entry.ts'

/** The session is missing because `ps` on macOS prints a pointer for it. */
const COLUMNS = /^ *(\d+) +(\d+) +(\d+) +(\S+) +(\S+ +\S+ +\S+ +\S+ +\S+) (.*)$/

export interface MarkedEntry extends ProcessEntry {
  readonly markers: readonly string[]
}

/**
 * Reads the process table, or one entry of it, through `ps` on systems without /proc. `-E` appends the
 * environment to the command, except for protected binaries and other users.
 */
export async function listEntries(pid?: number): Promise<MarkedEntry[]> {
  const columns = 'pid=,ppid=,pgid=,stat=,lstart=,command='
  const selection = pid === undefined ? ['-ax'] : ['-p', String(pid)]
  const args = [...selection, '-wwE', '-o', columns]
  const table = await readTable(args)
  return table.split('\n').flatMap((line) => {
    const [, pid, parent, group, state = '', startTime = '', rest = ''] = COLUMNS.exec(line) ?? []
    if (pid === undefined) return []
    return {
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      session: Number(group),
      state: state.startsWith('Z') ? 'dead' : state.startsWith('T') ? 'stopped' : 'alive',
      startTime: startTime.replaceAll(/ +/g, '_'),
      markers: markersIn(rest, ' '),
    }
  })
}

/** The command lines of processes, without the environments that `-E` appends. */
export async function listCommands(pids: readonly number[]): Promise<Map<number, string>> {
  if (pids.length === 0) return new Map()
  const args = ['-p', pids.join(','), '-ww', '-o', 'pid=,command=']
  const table = await readTable(args)
  const lines = Array.from(table.matchAll(/^ *(\d+) (.*)$/gm))
  return new Map(lines.map(([, pid, command = '']) => [Number(pid), command]))
}

/** The pids of processes with a word in their command line or environment. */
export async function listPidsWith(word: string): Promise<number[]> {
  const table = await readTable(['-axwwE', '-o', 'pid=,command='])
  return table.split('\n').flatMap((line) => {
    const [pid = '', ...words] = line.trim().split(/\s+/)
    return words.includes(word) ? [Number(pid)] : []
  })
}

/** The code of the error when the processes of the system cannot be listed. */
export const NO_TABLE = 'ERR_PROCESS_TABLE'

interface PsError extends Error {
  readonly code?: string | number | null
  readonly killed?: boolean
  readonly stdout?: string
  readonly stderr?: string
}

/** @throws Error with the code `NO_TABLE` */
async function readTable(args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('ps', args, {
      maxBuffer: 64 * 1024 * 1024,
      timeout: TABLE_PATIENCE,
      killSignal: 'SIGKILL',
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    })
    return stdout
  } catch (caught) {
    const error = caught as PsError
    if (isUnknownPid(error)) return ''
    const summary = `\`ps\`, which lists the processes of this system, ${describeFailure(error)}`
    throw Object.assign(new Error(summary, { cause: error }), { code: NO_TABLE })
  }
}

/** For an unknown pid, `ps -p` prints nothing and exits with code 1. */
function isUnknownPid({ code, stdout, stderr }: PsError): boolean {
  return code === 1 && !stdout?.trim() && !stderr?.trim()
}

function describeFailure({ code, killed, stderr = '', message }: PsError): string {
  if (code === 'ENOENT') return 'is neither in /usr/bin nor in /bin'
  if (killed === true) return `did not answer within ${TABLE_PATIENCE} ms`
  const [line = ''] = stderr.trim().split('\n', 1)
  return `failed: ${line || (typeof code === 'number' ? `it exited with code ${code}` : message)}`
}
