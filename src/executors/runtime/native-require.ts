import { process } from './host.ts'

/**
 * Loads a package with Node's own `require`, which Vitest replaces in vm pools, and with Node's own `process`.
 * Otherwise the package would run with the globals of jsdom or of a setup file that stubbed `process`, and
 * each test file in a vm pool would load it again.
 */
export function requireNatively(name: string): unknown {
  const found: unknown = globalThis.process
  globalThis.process = process
  try {
    const { createRequire } = process.getBuiltinModule('node:module')
    return createRequire(import.meta.url)(name)
  } finally {
    globalThis.process = found as NodeJS.Process
  }
}
