import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { test } from 'vitest'
import { program } from '../support/program.ts'
import { aliveSince } from '../support/surviving.ts'
import { randomOf } from '../processes/random.mjs'

/** `CHAOS_RUNS=1000 npm run test:chaos` by hand; `CHAOS_SEED` repeats one of them. */
const RUNS = Number(process.env['CHAOS_RUNS'] ?? 100)
const SEED = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000)
const KINDS = ['plain', 'deaf', 'daemon', 'cleared', 'launcher', 'forks']
/** Nothing but its parent tells of what `unmarked` starts: with it, none but those that look for it are struck. */
const CHAOS = [
  { kinds: KINDS, victims: ['owner', 'owner', 'guard', 'service', 'tree'] },
  { kinds: [...KINDS, 'unmarked'], victims: ['owner', 'guard'] },
] as const
type Victim = (typeof CHAOS)[number]['victims'][number]
/** How long, in milliseconds, an owner lives at most. */
const LIFE = 800
/** In which all have to be gone after that; 4_000 are enough where the machine has time for it. */
const PATIENCE = Number(process.env['CHAOS_PATIENCE'] ?? 20_000)

/** The processes of a run: those that noted themselves, and those that its folder is an argument or a variable of. */
function processesOf(folder: string): number[] {
  const noted = readFileSync(join(folder, 'journal'), 'utf8').matchAll(/^service (\d+)$/gm)
  const pids = new Set(Array.from(noted, ([, pid]) => Number(pid)))
  for (const name of readdirSync('/proc')) {
    if (/^\d+$/.test(name) && (read(name, 'cmdline') + read(name, 'environ')).includes(folder)) {
      pids.add(Number(name))
    }
  }
  return [...pids].filter((pid) => aliveSince(pid) !== undefined)
}

function read(pid: number | string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    return ''
  }
}

function guardsOf(owner: number): number[] {
  return readdirSync('/proc')
    .filter((name) => read(name, 'environ').split('\0').includes(`owner_pid=${owner}`))
    .map(Number)
}

/** The process and all that descends from it, the leaves first: in this order do tree killers end them. */
function treeOf(root: number): number[] {
  const children = readdirSync('/proc').filter(
    (name) => read(name, 'stat').split(') ').at(-1)?.split(' ')[1] === String(root),
  )
  return [...children.flatMap((child) => treeOf(Number(child))), root]
}

async function makeRun(
  seed: number,
  kinds: readonly string[],
): Promise<{ readonly folder: string; readonly owner: ChildProcess }> {
  const folder = await mkdtemp(join(tmpdir(), 'chaos-'))
  writeFileSync(join(folder, 'journal'), '')
  const args = [program('lives-in-chaos.mjs'), String(seed), join(folder, 'journal'), ...kinds]
  return { folder, owner: spawn(process.execPath, args, { stdio: 'ignore' }) }
}

const seeds = Array.from({ length: RUNS }, (_, index) => SEED + index)

test.skipIf(process.platform !== 'linux').concurrent.for(seeds)(
  'no process outlives its owner in chaos with the seed %i',
  async (seed, { expect, onTestFinished }) => {
    const random = randomOf(seed)
    const choose = <T>(choices: readonly T[]): T | undefined =>
      choices[Math.floor(random() * choices.length)]
    const { kinds, victims } = choose(CHAOS) ?? CHAOS[0]
    const { folder, owner } = await makeRun(seed, kinds)
    const pid = owner.pid ?? 0
    const ended = once(owner, 'exit')
    onTestFinished(async () => {
      for (const left of processesOf(folder)) process.kill(left, 'SIGKILL')
      await rm(folder, { recursive: true, force: true })
    })
    const targetsOf = (victim: Victim | undefined): readonly number[] => {
      if (victim === 'guard') return guardsOf(pid)
      if (victim === 'tree') return treeOf(pid)
      if (victim === 'owner') return [pid]
      const service = choose(processesOf(folder).filter((one) => one !== pid))
      return service === undefined ? [] : [service]
    }

    const strikes = 1 + Math.floor(random() * 3)
    for (let strike = 1; strike <= strikes; strike++) {
      await setTimeout((random() * LIFE) / strikes)
      const fatal = victims.filter((one) => one === 'owner' || one === 'tree')
      const victim = choose(strike === strikes ? fatal : victims)
      const targets = targetsOf(victim)
      for (const target of targets) {
        if (aliveSince(target) !== undefined) process.kill(target, 'SIGKILL')
      }
      // A guard that is killed together with its owner ends nothing.
      if (victim === 'guard' && targets.length > 0) {
        const newer = (): number[] => guardsOf(pid).filter((one) => !targets.includes(one))
        await expect.poll(newer, { timeout: 20_000 }).not.toEqual([])
      }
      // Its guard has other things to do from now on than to be replaced.
      if (victim === 'owner' || victim === 'tree') break
    }

    await ended
    const left = (): string[] => processesOf(folder).map((one) => `${one} ${read(one, 'cmdline')}`)
    await expect.poll(left, { timeout: PATIENCE, message: `CHAOS_SEED=${seed}` }).toEqual([])
  },
)
