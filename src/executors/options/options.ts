import { isUrl } from '../runtime/is-url.ts'
import { fileURLToPath } from 'node:url'
import { resolve } from 'node:path'
import type { Signal } from '../../errors.ts'
import {
  ABORT_SIGNAL,
  BOOLEAN,
  either,
  ENVIRONMENT,
  EXIT_CODES,
  FOLDER,
  ID,
  MILLISECONDS,
  oneOf,
  type Rules,
  SIGNAL,
  TEXT,
  wrong,
} from './rules.ts'
import { process, platform } from '../runtime/host.ts'
import { credentialsOf, type Credentials } from './credentials.ts'

/** Environment variables. `undefined` removes an inherited variable. */
export type Env = Readonly<Record<string, string | number | undefined>>

/** The options that all executors and services share. */
export interface ExecutorOptions {
  /** The working directory of the command. @default process.cwd() */
  readonly cwd?: string | URL | undefined
  /** Variables to add to the inherited environment. @default none */
  readonly env?: Env | undefined
  /** Runs the command through `/bin/sh`, or through the shell named here. @default false */
  readonly shell?: boolean | string | undefined
  /** Use `'open'` for programs that exit at the end of their input. @default 'ignore' */
  readonly stdin?: 'ignore' | 'open' | undefined
  /** Milliseconds until the process must be ready, for all checks together. @default 30_000 */
  readonly startTimeout?: number | undefined
  /**
   * Milliseconds between `stopSignal` and `killSignal`. The started process gets `stopSignal` first. The
   * processes it leaves behind get the signal after it exits. After half of this time, all remaining
   * processes get it. With 0, all are killed at once. A stop takes at most two seconds longer. A `cleanup`
   * has its own time.
   *
   * @default 10_000
   */
  readonly stopTimeout?: number | undefined
  /**
   * The signal that asks the process to stop. Windows has no signals and always kills the process.
   *
   * @default 'SIGTERM'
   */
  readonly stopSignal?: Signal | undefined
  /** The signal for processes that are still alive after `stopTimeout`. @default 'SIGKILL' */
  readonly killSignal?: Signal | undefined
  /**
   * The exit codes that count as a normal stop. On Windows, 1 always counts too: the code of a killed process.
   *
   * @default 0, death by the stop signal, or 128 + the signal number
   */
  readonly expectedExitCode?: number | readonly number[] | undefined
  /**
   * The user to run as, by id or name. Only root can change the user. The process gets all groups of that
   * user if `setpriv` of util-linux is on PATH, otherwise only one group. @default the user of this process
   */
  readonly uid?: number | string | undefined
  /**
   * The group to run as, by id or name. @default the primary group of `uid`, or the same number if no user
   * has that id; without `uid`, the group of this process
   */
  readonly gid?: number | string | undefined
  /**
   * Milliseconds between two checks. New output always triggers a check, too.
   *
   * @default adaptive: 1 to 25, or 50 to 250 where events trigger a check (on Linux: a program starts to
   * listen, a file changes, the process exits)
   */
  readonly interval?: number | undefined
  /** Aborts a start in progress. It does not affect a running process. */
  readonly signal?: AbortSignal | undefined
}

export const EXECUTOR_RULES: Rules<ExecutorOptions> = {
  cwd: FOLDER,
  env: ENVIRONMENT,
  shell: either(BOOLEAN, TEXT),
  stdin: oneOf('ignore', 'open'),
  startTimeout: MILLISECONDS,
  stopTimeout: MILLISECONDS,
  stopSignal: SIGNAL,
  killSignal: SIGNAL,
  expectedExitCode: EXIT_CODES,
  uid: ID,
  gid: ID,
  interval: MILLISECONDS,
  signal: ABORT_SIGNAL,
}

/** The options with all defaults applied. */
export interface ResolvedOptions extends Credentials {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** The variables that the user set or removed. */
  readonly changes: Env
  readonly shell: boolean | string
  readonly stdin: 'ignore' | 'open'
  readonly startTimeout: number
  readonly stopTimeout: number
  readonly stopSignal: Signal
  readonly killSignal: Signal
  readonly expectedExitCode: readonly number[] | undefined
  readonly interval: number | undefined
  readonly signal: AbortSignal | undefined
}

export function resolveOptions(options: ExecutorOptions): ResolvedOptions {
  const { cwd = '.', expectedExitCode } = options
  return {
    cwd: isUrl(cwd) ? fileURLToPath(cwd) : fromHere(cwd),
    env: mergeEnv(process.env, options.env ?? {}),
    changes: options.env ?? {},
    shell: options.shell ?? false,
    stdin: options.stdin ?? 'ignore',
    startTimeout: options.startTimeout ?? 30_000,
    stopTimeout: options.stopTimeout ?? 10_000,
    stopSignal: options.stopSignal ?? 'SIGTERM',
    killSignal: options.killSignal ?? 'SIGKILL',
    expectedExitCode: expectedExitCode === undefined ? undefined : [expectedExitCode].flat(),
    ...credentialsOf(options.uid, options.gid),
    interval: options.interval,
    signal: options.signal,
  }
}

/** @throws OptionError when the working directory of this process was removed */
function fromHere(cwd: string): string {
  try {
    return resolve(cwd)
  } catch {
    const hint = 'the working directory of this process was removed'
    throw wrong('`cwd`', 'an absolute path', cwd, hint)
  }
}

/** Later variables win. `undefined` removes a variable. */
function mergeEnv(inherited: Env, added: Env): Record<string, string> {
  const entries = Object.entries(mergeVariables(inherited, added))
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
}

/**
 * Merges environments. Later variables win. On Windows, names are case-insensitive, and the usual `Path`
 * becomes PATH.
 */
export function mergeVariables<Value>(
  ...environments: readonly Readonly<Record<string, Value>>[]
): Record<string, Value> {
  const all = environments.flatMap((environment) => Object.entries(environment))
  if (platform !== 'win32') return Object.fromEntries(all)
  const names = new Map(all.map(([name]) => [name.toUpperCase(), name])).set('PATH', 'PATH')
  return Object.fromEntries(all.map(([name, value]) => [names.get(name.toUpperCase()), value]))
}
