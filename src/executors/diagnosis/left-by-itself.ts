import type { Evidence } from './evidence.ts'

/** It ended without an error, as programs do whose input ends, and one-shots. */
export function leftByItself({ run, settings }: Evidence): string | undefined {
  if (run?.exit?.exitCode !== 0) return undefined
  const oneShot = 'if it is a one-shot, have it `ready: exited()`'
  return settings.stdin === 'open'
    ? `${oneShot}; otherwise its output may say why it left.`
    : `if it leaves because its input ends, say \`stdin: 'open'\`; ${oneShot}.`
}
