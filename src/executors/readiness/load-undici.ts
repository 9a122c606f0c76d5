import type * as undici from 'undici'
import { createRequire } from 'node:module'
import { process } from '../host.ts'

type Undici = typeof undici

/**
 * Loads undici, which reads the versions of the global `process` meanwhile. A set-up file may have stubbed
 * that, so it is put back for as long as a synchronous load takes.
 */
export async function loadUndici(): Promise<Undici> {
  const stub: unknown = globalThis.process
  if (stub === process) return import('undici')
  globalThis.process = process
  try {
    return createRequire(import.meta.url)('undici') as Undici
  } finally {
    globalThis.process = stub as NodeJS.Process
  }
}
