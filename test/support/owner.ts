import { spawn, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { expect, onTestFailed, onTestFinished } from 'vitest'
import { Output } from '../../src/executors/output/output.ts'
import { program } from './program.ts'
import { Family } from './surviving.ts'

export interface Owner {
  readonly process: ChildProcess
  readonly family: Family
  readonly output: Output
}

export interface OwnerOptions {
  /** In front of Node. */
  readonly wrapper?: readonly string[]
  /** @default that of this process */
  readonly node?: string
  readonly flags?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  readonly family?: Family
}

/** A program that uses executors, as its users run it: with Node and from dist. */
export async function owner(
  name: string,
  args: readonly string[],
  options: OwnerOptions = {},
): Promise<Owner> {
  const { wrapper = [], node = process.execPath, flags = [], env = process.env } = options
  const family = options.family ?? (await Family.create())
  const path = name.startsWith('/') ? name : program(name)
  const [file = '', ...rest] = [...wrapper, node, ...flags, path, ...args]
  const child = spawn(file, rest, {
    env: { ...env, ...family.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    // A guard that is killed with its owner ends nothing.
    await expect.poll(() => family.surviving().join()).not.toContain('guard ')
  })
  const output = new Output()
  void output.attach(child)
  onTestFailed(() => console.error(`The owner printed:\n${output.text()}`))
  return { process: child, family, output }
}

/** The present guard, as its owner tells it. */
export async function meetGuard({ family, output }: Owner, since = 0): Promise<number> {
  const { groups } = await output.waitFor(/guard (?<pid>\d+)\n/, { since })
  const pid = Number(groups['pid'])
  family.add(`guard ${pid}`, pid)
  return pid
}

/** The parent, the group and the session of a process on Linux. */
export function lineOf(pid: number): { parent: number; group: number; session: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const [, parent = 0, group = 0, session = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  return { parent, group, session }
}

export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => {
      try {
        return lineOf(one).parent === pid
      } catch {
        return false
      }
    })
}

/** A process and all that descends from it, the leaves first: in this order do tree killers end them. */
export function leavesFirst(pid: number): number[] {
  return [...childrenOf(pid).flatMap(leavesFirst), pid]
}
