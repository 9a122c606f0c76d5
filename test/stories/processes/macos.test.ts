import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { program } from '../../support/program.ts'
import { hasOwnPids, playMacos, playOn } from '../../support/played-system.ts'

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

test.skipIf(!canPlay)('a daemon whose launcher has left is found by its environment', async () => {
  const { told, surviving } = await playOn(await playMacos(), {
    command: ['/bin/sh', '-c', `(${DAEMON} > /dev/null 2>&1 &)`],
    names: ['daemon'],
    verbs: ['wait for exit', 'stop', 'running'],
  })
  expect(told).toContain('stop: ok\nrunning: false')
  expect(surviving).toEqual([])
})

test.skipIf(!canPlay || !hasOwnPids)(
  'whoever has the pid of a program that has left is somebody else (needs root and unshare)',
  async () => {
    const { told } = await playOn(await playMacos(), {
      command: [process.execPath, '-e', ''],
      verbs: ['wait for exit', 'give its pid to another', 'running', 'stop'],
      hasOwnPids,
    })
    expect(told).toContain('another: "done"\nrunning: false\nstop: ok')
  },
)
