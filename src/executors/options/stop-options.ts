import { constants } from 'node:os'
import type { Signal } from '../../errors.ts'
import { checkOptions, BOOLEAN, EXIT_CODES, MILLISECONDS, SIGNAL } from './rules.ts'
import { platform } from '../runtime/host.ts'
import type { ResolvedOptions } from './options.ts'
import type { Exit } from '../runtime/exit.ts'

/** The exit code of a process that was ended by force on Windows: by another one, and not by itself. */
const TERMINATED = 1

/** How to stop, this once. */
export interface StopOptions {
  /** @default the executor's `stopSignal` */
  readonly signal?: Signal | undefined
  /** Milliseconds until `killSignal`. @default the executor's `stopTimeout` */
  readonly timeout?: number | undefined
  /** @default the executor's `expectedExitCode` */
  readonly expectedExitCode?: number | readonly number[] | undefined
}

/** How to kill, this once. */
export interface KillOptions {
  /** @default the executor's `killSignal` */
  readonly signal?: Signal | undefined
  /** Whether to wait until all is gone. @default true */
  readonly wait?: boolean | undefined
}

export interface KillPlan {
  readonly signal: Signal
  readonly wait: boolean
}

/** One stop, with all that the executor and the call say of it. */
export interface StopPlan {
  readonly signal: Signal
  readonly timeout: number
  readonly killSignal: Signal
  /** Of an exit that came before the stop, the kill signal was not this stop's. */
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
      ? ({ exitCode, signal: died }: Exit, before: boolean) =>
          died === signal ||
          ((died === killSignal || died === 'SIGKILL') && !before) ||
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
