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
import { process } from '../runtime/host.ts'
import { credentialsOf, type Credentials } from './credentials.ts'
import { mergeVariables } from './merge-variables.ts'

/** Variables of an environment; `undefined` removes an inherited one. */
export type Env = Readonly<Record<string, string | number | undefined>>

/** What all executors and services have in common. */
export interface ExecutorOptions {
  /** Where the command runs. @default process.cwd() */
  readonly cwd?: string | URL | undefined
  /** Added to the inherited environment. @default nothing */
  readonly env?: Env | undefined
  /** Run the command through `/bin/sh`, or the shell named here. @default false */
  readonly shell?: boolean | string | undefined
  /** `'open'` for programs that leave at end-of-file. @default 'ignore' */
  readonly stdin?: 'ignore' | 'open' | undefined
  /** Milliseconds for all checks of one start together. @default 30_000 */
  readonly startTimeout?: number | undefined
  /**
   * Milliseconds between `stopSignal` and `killSignal`. The process that was started gets `stopSignal` first;
   * those that it leaves behind get it when it has left, and at half of this time all that have not had it.
   * With 0 all are killed at once. A stop lasts at most two seconds longer; a `cleanup` has its own time.
   *
   * @default 10_000
   */
  readonly stopTimeout?: number | undefined
  /** On Windows, which has no signals, a process is ended by force in any case. @default 'SIGTERM' */
  readonly stopSignal?: Signal | undefined
  /** @default 'SIGKILL' */
  readonly killSignal?: Signal | undefined
  /**
   * Exit codes that a stop may end with; on Windows always 1 as well, that of whoever is ended by force.
   *
   * @default 0, death by the stop signal, or 128 + its number
   */
  readonly expectedExitCode?: number | readonly number[] | undefined
  /**
   * Whom it runs as, by id or name; only root may choose. With the user's own groups, where that user has
   * several and `setpriv` of util-linux is on PATH; else with one. @default the user of this process
   */
  readonly uid?: number | string | undefined
  /**
   * Its group, by id or name. @default that of the user; for an id that no user has, the same number;
   * without `uid`, the group of this process
   */
  readonly gid?: number | string | undefined
  /**
   * Milliseconds between two checks. @default adaptive: 1 to 25; 50 to 250 where events tell when it is worth
   * it (on Linux that a program listens, a change of files, its end). At every output in any case.
   */
  readonly interval?: number | undefined
  /** Ends a start that is under way. A process that runs is not touched. */
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

/** The options with all defaults, as the rest of the code knows them. */
export interface ResolvedOptions extends Credentials {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** What of it is not inherited. */
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
    cwd: cwd instanceof URL ? fileURLToPath(cwd) : fromHere(cwd),
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

/** @throws OptionError when the folder in which this process runs was removed */
function fromHere(cwd: string): string {
  try {
    return resolve(cwd)
  } catch {
    const hint = 'the folder in which this process runs was removed'
    throw wrong('`cwd`', 'an absolute path', cwd, hint)
  }
}

/** Later variables win, and `undefined` removes. */
function mergeEnv(inherited: Env, added: Env): Record<string, string> {
  const entries = Object.entries(mergeVariables(inherited, added))
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
}
