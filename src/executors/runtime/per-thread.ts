import { process } from './host.ts'

/**
 * A singleton of a process or worker thread, however often this module is loaded. Each vm context loads
 * its own modules but shares `process`; each worker thread has its own `process`. Every installation of
 * this package has its own singletons, since versions may differ.
 */
export function perThread<T>(name: string, create: () => T): T {
  const home = process as unknown as Record<symbol, T | undefined>
  return (home[Symbol.for(`vitest-mirakuru.${name} ${import.meta.url}`)] ??= create())
}
