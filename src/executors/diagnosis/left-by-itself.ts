import type { Evidence } from './evidence.ts'

/** It ended without an error, as programs do whose input ends, and one-shots. */
export function leftByItself({ run, settings }: Evidence): string | undefined {
  if (run?.exit?.exitCode !== 0) return undefined
  const oneShot = 'if it is a one-shot, use `ready: exited()`'
  return settings.stdin === 'open'
    ? `${oneShot}.`
    : `${oneShot}; if it exits because its input ends, set \`stdin: 'open'\`.`
}
