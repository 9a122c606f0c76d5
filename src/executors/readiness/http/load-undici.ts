import type * as undici from 'undici'
import { process } from '../../runtime/host.ts'

type Undici = typeof undici

/**
 * Loads undici by Node's own `require`, which Vitest replaces in vm pools, and with Node's own `process`.
 * Otherwise undici would get the timers of jsdom, which have no `unref()`, and read its versions from a
 * `process` that a set-up file has stubbed.
 */
export async function loadUndici(): Promise<Undici> {
  const found: unknown = globalThis.process
  globalThis.process = process
  try {
    const { createRequire } = process.getBuiltinModule('node:module')
    return createRequire(import.meta.url)('undici') as Undici
  } finally {
    globalThis.process = found as NodeJS.Process
  }
}
