import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { aliveSince } from '../support/surviving.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const NOBODY = 65_534
const processes = fileURLToPath(new URL('../processes/', import.meta.url))
const asNobody = ['setpriv', '--reuid', `${NOBODY}`, '--regid', `${NOBODY}`, '--clear-groups']

/** Whether this is root of a system that can hide processes, and nobody may read the checkout. */
function canHide(): boolean {
  const look = [...asNobody, process.execPath, '--check', join(processes, 'stops-a-tree.mjs')]
  return ran(['unshare', '--mount', ...look])
}

function ran([file = '', ...args]: readonly string[]): boolean {
  return spawnSync(file, args, { stdio: 'ignore' }).status === 0
}

test.skipIf(!canHide())(
  'no process is left where /proc hides the processes of other users (needs root)',
  async () => {
    const folder = await temporaryDirectory()
    const journal = join(folder, 'journal')
    writeFileSync(journal, '')
    for (const path of [folder, journal]) {
      chmodSync(path, 0o700)
      chownSync(path, NOBODY, NOBODY)
    }
    const program = [process.execPath, join(processes, 'stops-a-tree.mjs')]
    const args = [join(processes, 'grows-a-tree.sh'), journal]
    const hide = 'mount -o remount,hidepid=2 /proc && exec "$@"'
    const output = execFileSync(
      'unshare',
      ['--mount', 'sh', '-c', hide, 'sh', ...asNobody, ...program, ...args],
      { encoding: 'utf8', cwd: folder },
    )
    expect(output).toBe('stopped\n')
    const lines = readFileSync(journal, 'utf8').trim().split('\n')
    const pids = lines.map((line) => Number(line.split(' ')[1]))
    expect(pids).toHaveLength(4)
    expect(pids.filter((pid) => aliveSince(pid))).toEqual([])
  },
)
