import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import type { Command } from '../../src/executors/process/command/command.ts'
import { program } from './program.ts'
import { aliveSince } from './surviving.ts'
import { temporaryDirectory } from './temporary-directory.ts'
import { owner } from './owner.ts'
import { sendSignal } from './send-signal.ts'

/** How a program is made to believe that it runs on another system. */
export interface PlayedSystem {
  /** Of its programs. */
  readonly folder: string
  /** Of Node. */
  readonly flags: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

/** Windows, with a `taskkill`, a list of processes, a `cmd.exe`, and `node` on PATH. */
export async function playWindows(): Promise<PlayedSystem> {
  const system = await playSystem('win32', 'windows')
  const { folder, env } = system
  symlinkSync(process.execPath, join(folder, 'node.exe'))
  symlinkSync(process.execPath, join(folder, 'node'))
  symlinkSync('/bin/sh', join(folder, 'sh.exe'))
  // Parted by who searches it: at `;` as on Windows, or at `:` as where it is played.
  const path = `;${folder};:${folder}:/usr/bin:/bin`
  return {
    ...system,
    env: { ...env, PATH: path, PATHEXT: '.exe;.cmd', comspec: join(folder, 'cmd.exe') },
  }
}

/** macOS, with its `ps`. */
export function playMacos(): Promise<PlayedSystem> {
  return playSystem('darwin', 'macos')
}

async function playSystem(platform: NodeJS.Platform, programs: string): Promise<PlayedSystem> {
  const folder = join(await temporaryDirectory(), 'programs')
  mkdirSync(folder)
  for (const name of readdirSync(program(programs))) {
    copyFileSync(join(program(programs), name), join(folder, name))
    chmodSync(join(folder, name), 0o755)
  }
  return {
    folder,
    flags: ['--import', program('plays-system.mjs')],
    env: { ...process.env, PLAYED: platform, PLAYED_PROGRAMS: folder },
  }
}

/** For a test in which pids can be chosen. */
const OWN_PIDS = ['unshare', '--pid', '--fork', '--mount-proc']
export const hasOwnPids: boolean =
  process.getuid?.() === 0 && spawnSync('unshare', [...OWN_PIDS.slice(1), 'true']).status === 0

interface Play {
  readonly command: Command
  readonly options?: object
  /** See does.mjs. */
  readonly verbs: readonly string[]
  /** In a pid namespace of its own. */
  readonly hasOwnPids?: boolean
  /** Whose pids the processes tell. */
  readonly names?: readonly string[]
}

export interface Played {
  /** What came of each verb. */
  readonly told: string
  /** The names of those that live. */
  readonly surviving: readonly string[]
  /** What a program of the system has noted. */
  readonly noted: (name: string) => string
}

/** Has an executor do something on a system that is played. */
export async function playOn(
  system: PlayedSystem,
  { verbs, names = [], hasOwnPids: isApart = false, ...spec }: Play,
): Promise<Played> {
  const meet = names.map((name) => `meet ${name}`)
  const args = [JSON.stringify(spec), 'start', ...meet, ...verbs]
  const { family, output } = await owner('does.mjs', args, {
    ...system,
    wrapper: isApart ? OWN_PIDS : [],
  })
  const noted = (name: string): string => {
    const path = join(family.directory, name)
    return existsSync(path) ? readFileSync(path, 'utf8') : ''
  }
  const living = (): string[] =>
    names.filter((name) => aliveSince(Number(noted(name))) !== undefined)
  onTestFinished(() => {
    for (const name of living()) sendSignal(Number(noted(name)), 'SIGKILL')
  })
  await output.waitFor('done\n', { timeout: 60_000 })
  // A busy machine may take a while to let go of what was killed.
  await vi.waitUntil(() => living().length === 0, { timeout: 3_000, interval: 10 }).catch(() => {})
  return { told: output.text(), surviving: living(), noted }
}
