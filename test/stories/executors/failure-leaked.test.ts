import { execFileSync } from 'node:child_process'
import { chmod, copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SimpleExecutor } from 'vitest-mirakuru/executors'
import { endedWithTest } from '../../support/kill-after-test.ts'
import { run } from '../../support/program.ts'
import { Family } from '../../support/surviving.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const NOBODY = 65_534
const isPossible = process.getuid?.() === 0 && findSetpriv() !== undefined

test.skipIf(!isPossible)(
  'LeakedProcesses names a process that cannot be killed (needs root and setpriv)',
  async () => {
    const directory = await temporaryDirectory()
    await chmod(directory, 0o755)
    const becomeRoot = join(directory, 'become-root')
    await copyFile(findSetpriv() ?? '', becomeRoot)
    await chmod(becomeRoot, 0o4755)
    const script = [becomeRoot, '--reuid=0', '--regid=0', '--clear-groups', '/bin/sh', '-c']
    const command = [...script, 'echo pid $$; exec sleep 300']
    const owner = new SimpleExecutor(run('owns-the-unkillable.mjs', ...command), {
      cwd: directory,
      uid: NOBODY,
      gid: NOBODY,
    })
    await endedWithTest(owner).start()
    const { groups } = await owner.output.waitFor(/pid (?<pid>\d+)\n/)
    const family = await Family.create()
    family.add('unkillable', Number(groups['pid']))

    const { text } = await owner.output.waitFor(/^\{.*\}$/m)
    expect(family.surviving()).toEqual(['unkillable'])
    const { code, message } = JSON.parse(text) as { code: string; message: string }
    expect(code).toBe('ERR_LEAKED_PROCESSES')
    // Where /proc is mounted with hidepid, others may not see what it is.
    const readable = message
      .replaceAll(groups['pid'] ?? '', 'PID')
      .replaceAll(directory, 'TEMPORARY')
      .replace(/\((hidden|sleep 300)\)/, '(PROGRAM)')
    expect(readable).toMatchInlineSnapshot(`
      "become-root left processes that could not be killed: pid PID (PROGRAM).

      Process: pid PID, alive
      Command: TEMPORARY/become-root --reuid=0 --regid=0 --clear-groups /bin/sh -c 'echo pid $$; exec sleep 300'
      Output (last 20 lines):
        | pid PID
      Fix: kill them manually; they may belong to another user or be waiting for a device."
    `)
  },
  20_000,
)

function findSetpriv(): string | undefined {
  try {
    return execFileSync('sh', ['-c', 'command -v setpriv'], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}
