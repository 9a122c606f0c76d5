import { constants } from 'node:os'
import type { Signal } from '../../errors.ts'
import { checkOptions, BOOLEAN, EXIT_CODES, MILLISECONDS, SIGNAL } from './rules.ts'
import { platform } from '../runtime/host.ts'
import type { ResolvedOptions } from './options.ts'
import type { Exit } from '../runtime/exit.ts'

/** The exit code of a process that another process killed on Windows. */
const TERMINATED = 1

/** Options for a single stop. */
export interface StopOptions {
  /** @default the executor's `stopSignal` */
  readonly signal?: Signal | undefined
  /** Milliseconds until `killSignal`. @default the executor's `stopTimeout` */
  readonly timeout?: number | undefined
  /** @default the executor's `expectedExitCode` */
  readonly expectedExitCode?: number | readonly number[] | undefined
}

/** Options for a single kill. */
export interface KillOptions {
  /** @default the executor's `killSignal` */
  readonly signal?: Signal | undefined
  /** Whether to wait until the whole process tree is gone. @default true */
  readonly wait?: boolean | undefined
}

export interface KillPlan {
  readonly signal: Signal
  readonly wait: boolean
}

/** The options of one stop, with the defaults of the executor applied. */
export interface StopPlan {
  readonly signal: Signal
  readonly timeout: number
  readonly killSignal: Signal
  /** If the process exited before the stop, a kill signal did not come from this stop. */
  readonly expected: (exit: Exit, before: boolean) => boolean
}

export function planStop(options: StopOptions, settings: ResolvedOptions): StopPlan {
  checkOptions(
    options,
    { signal: SIGNAL, timeout: MILLISECONDS, expectedExitCode: EXIT_CODES },
    'stop()',
  )
  const { signal = settings.stopSignal, timeout = settings.stopTimeout } = options
  const { killSignal } = settings
  const codes = options.expectedExitCode ?? settings.expectedExitCode
  const isExpected =
    codes === undefined
      ? ({ exitCode, signal: exitSignal }: Exit, before: boolean) =>
          exitSignal === signal ||
          ((exitSignal === killSignal || exitSignal === 'SIGKILL') && !before) ||
          exitCode === 0 ||
          exitCode === 128 + constants.signals[signal]
      : ({ exitCode }: Exit) => exitCode !== null && [codes].flat().includes(exitCode)
  const expected: StopPlan['expected'] = (exit, before) =>
    isExpected(exit, before) || (platform === 'win32' && !before && exit.exitCode === TERMINATED)
  return { signal, timeout, killSignal, expected }
}

export function planKill(options: KillOptions, settings: ResolvedOptions): KillPlan {
  checkOptions(options, { signal: SIGNAL, wait: BOOLEAN }, 'kill()')
  return { signal: options.signal ?? settings.killSignal, wait: options.wait ?? true }
}
