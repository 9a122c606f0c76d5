import { spawnSync } from 'node:child_process'
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { program } from '../../support/program.ts'
import { hasOwnPids, type PlayedSystem, playMacos, playOn } from '../../support/played-system.ts'

// macOS is played, on Linux: its `ps` by a script, its platform by a module that is loaded first.
const canPlay = process.platform === 'linux' && spawnSync('perl', ['-e', '']).status === 0
const DAEMON = 'setsid sh -c \'echo $$ > "$PIDS/daemon"; exec sleep 300\''

test.skipIf(!canPlay).each(['stop', 'kill'])(
  '%s ends the whole tree, as `ps` shows it',
  async (verb) => {
    const { told, surviving } = await playOn(await playMacos(), {
      command: [process.execPath, program('company.mjs')],
      names: ['leader', 'child', 'launcher', 'daemon'],
      verbs: [verb, 'running'],
    })
    expect(told).toContain(`${verb}: ok\nrunning: false`)
    expect(surviving).toEqual([])
  },
)

test.skipIf(!canPlay)('a daemon with an exited launcher is found by its environment', async () => {
  const { told, surviving } = await playOn(await playMacos(), {
    command: ['/bin/sh', '-c', `(${DAEMON} > /dev/null 2>&1 &)`],
    names: ['daemon'],
    verbs: ['wait for exit', 'stop', 'running'],
  })
  expect(told).toContain('stop: ok\nrunning: false')
  expect(surviving).toEqual([])
})

test.skipIf(!canPlay || !hasOwnPids)(
  'a process that reuses the pid of an exited program is not ended (needs root and unshare)',
  async () => {
    const { told } = await playOn(await playMacos(), {
      command: [process.execPath, '-e', ''],
      verbs: ['wait for exit', 'give its pid to another', 'running', 'stop'],
      hasOwnPids,
    })
    expect(told).toContain('another: "done"\nrunning: false\nstop: ok')
  },
)

const FIX =
  'Fix: check that `/bin/ps -axwwE -o pid=,command=` works for this user. It needs the `ps` of macOS, and a sandbox may forbid it.'

const FAILS = 'echo "ps: sysctl: Operation not permitted" >&2; exit 1'

/** A `ps` that does this instead of its work while a file is there. */
async function playWithPs(
  failure = FAILS,
): Promise<{ readonly system: PlayedSystem; readonly broken: string }> {
  const system = await playMacos()
  const ps = join(system.folder, 'ps')
  const broken = join(system.folder, 'broken')
  renameSync(ps, `${ps}-that-works`)
  const script = `#!/bin/sh
    [ ! -e ${broken} ] && exec ${ps}-that-works "$@"
    ${failure}\n`
  writeFileSync(ps, script, { mode: 0o755 })
  return { system, broken }
}

test.skipIf(!canPlay)('a start says that `ps` fails', async () => {
  const { system, broken } = await playWithPs()
  writeFileSync(broken, '')
  const { told } = await playOn(system, { command: ['sleep', '600'], verbs: [] })
  expect(told).toContain(
    'start: ExecutorError: sleep could not be started: `ps`, which lists the processes of this system, failed: ps: sysctl: Operation not permitted.\n',
  )
  expect(told).toContain(FIX)
})

test.skipIf(!canPlay)('a start says that `ps` hangs', async () => {
  const { system, broken } = await playWithPs(`trap '' TERM; exec sleep 600`)
  writeFileSync(broken, '')
  const { told } = await playOn(system, { command: ['sleep', '600'], verbs: [] })
  expect(told).toContain(
    'start: ExecutorError: sleep could not be started: `ps`, which lists the processes of this system, did not answer within 1000 ms.\n',
  )
})

test.skipIf(!canPlay)('a stop says that `ps` fails', async () => {
  const { system, broken } = await playWithPs()
  const script = `trap 'touch ${broken}; exit' TERM; while :; do sleep 0.05; done`
  const options = { stopTimeout: 300 }
  const command = ['/bin/sh', '-c', script]
  const { told } = await playOn(system, { command, options, verbs: ['stop'] })
  expect(told).toContain(
    'stop: ExecutorError: sh could not be stopped: `ps`, which lists the processes of this system, failed: ps: sysctl: Operation not permitted.\n',
  )
  expect(told).toContain(FIX)
})
