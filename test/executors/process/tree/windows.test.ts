import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Command } from '../../../../src/executors/process/command/command.ts'
import { program } from '../../../support/program.ts'
import { hasOwnPids, playOn, playWindows, type Played } from '../../../support/played-system.ts'

// Windows is played, on Linux: its programs by scripts, its platform by a module that is loaded first.
const canPlay = process.platform === 'linux' && process.arch === 'x64'

interface PlayOptions {
  readonly options?: object
  /** Has programs of the system fail. */
  readonly env?: NodeJS.ProcessEnv
}

/** With a leader and a child, which are there. */
async function playFamily(
  verbs: readonly string[],
  { options = {}, env = {} }: PlayOptions = {},
): Promise<Played> {
  const system = await playWindows()
  return await playOn(
    { ...system, env: { ...system.env, ...env } },
    {
      command: ['node', program('terminable.mjs')],
      options,
      names: ['leader', 'child'],
      verbs,
    },
  )
}

async function play(command: Command, ...verbs: readonly string[]): Promise<Played> {
  return playOn(await playWindows(), { command, verbs })
}

test.skipIf(!canPlay).each([
  ['stop', {}],
  ['stop', { expectedExitCode: 143 }],
  ['kill', {}],
])(
  '%s ends the tree through taskkill, and expects its exit code, with %j',
  async (verb, options) => {
    const { told, noted, surviving } = await playFamily([verb, 'running'], { options })
    expect(told).toContain(`${verb}: ok\nrunning: false\n`)
    expect(noted('taskkills')).toMatch(/^\/f \/t \/pid \d+\n$/)
    expect(surviving).toEqual([])
  },
)

test.skipIf(!canPlay)('a kill without waiting ends the tree, too', async () => {
  const { told, surviving } = await playFamily(['kill at once', 'wait until stopped'])
  expect(told).toContain('kill at once: ok')
  expect(surviving).toEqual([])
})

test.skipIf(!canPlay || !hasOwnPids)(
  'a process that reuses the pid of an exited program is not ended (needs root and unshare)',
  async () => {
    const { told, noted } = await playOn(await playWindows(), {
      command: ['node', '-e', ''],
      verbs: ['wait for exit', 'give its pid to another', 'running', 'stop'],
      hasOwnPids,
    })
    expect(told).toContain('another: "done"\nrunning: false\nstop: ok')
    expect(noted('taskkills')).toBe('')
  },
)

test.skipIf(!canPlay)('exit code 1 before a stop is an error', async () => {
  const { told } = await play(['node', '-e', 'process.exit(1)'], 'wait for exit', 'stop')
  expect(told).toContain(
    'stop: ProcessFinishedWithError: node exited with code 1 before it was stopped',
  )
})

test.skipIf(!canPlay).each([
  ['taskkill fails', { TASKKILL_FAILS: '1' }],
  ['there is no list of processes', { LIST_FAILS: '1' }],
  ['taskkill hangs', { TASKKILL_HANGS: '1' }],
])('if %s, the process itself is still ended', async (_title, env) => {
  const { told, surviving } = await playFamily(['kill'], { env })
  expect(told).toContain('kill: ok')
  expect(surviving).toEqual(['child'])
})

test.skipIf(!canPlay)('processes that taskkill failed to end are reported', async () => {
  const { told, surviving } = await playFamily(['stop'], { env: { TASKKILL_IS_IDLE: '1' } })
  expect(told).toMatch(/stop: LeakedProcesses: node left processes that could not be killed: pid/)
  expect(surviving).toEqual(['leader', 'child'])
})

test.skipIf(!canPlay)('a batch file on PATH runs, as npm installs them', async () => {
  const system = await playWindows()
  writeFileSync(join(system.folder, 'tool.cmd'), 'echo "got $1"\n')
  const { told } = await playOn(system, {
    command: ['tool', 'a "b"'],
    verbs: ['wait for exit', 'output'],
  })
  expect(told).toContain('wait for exit: {"exitCode":0,"signal":null}\noutput: "got a \\"b\\"\\n"')
})

test.skipIf(!canPlay)('backslashes in a command line belong to paths', async () => {
  const command = String.raw`node -p "process.argv.slice(1).join()" C:\new\a.txt ..\b a\ b 'c\d' "e\f"`
  const { told } = await play(command, 'wait for exit', 'output')
  expect(told).toContain(JSON.stringify(String.raw`C:\new\a.txt,..\b,a b,c\d,e\f` + '\n'))
})

test.skipIf(!canPlay)('a missing command is an error', async () => {
  const { told } = await play(['no-such-tool'], 'wait for exit')
  expect(told).toContain('wait for exit: {"exitCode":1,"signal":null}')
})

test.skipIf(!canPlay)('a declaration may have signals that Windows does not know', async () => {
  const { told } = await playFamily(['stop'], { options: { stopSignal: 'SIGNONE' } })
  expect(told).toContain('stop: ok')
})
