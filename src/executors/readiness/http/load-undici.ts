import type * as undici from 'undici'
import { process } from '../../runtime/host.ts'

type Undici = typeof undici

/**
 * Loads undici with Node's own `require`, which Vitest replaces in vm pools, and with Node's own `process`.
 * Otherwise undici would use the timers of jsdom, which have no `unref()`, and read versions from a `process`
 * that a setup file may have stubbed.
 */
export async function loadUndici(): Promise<Undici> {
  const original: unknown = globalThis.process
  globalThis.process = process
  try {
    const { createRequire } = process.getBuiltinModule('node:module')
    return createRequire(import.meta.url)('undici') as Undici
  } finally {
    globalThis.process = original as NodeJS.Process
  }
}
