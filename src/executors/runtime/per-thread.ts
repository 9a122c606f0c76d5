import { process } from './host.ts'

/**
 * Something of which a process or worker thread has one, however often this module is loaded: vm
 * contexts load modules again, but share `process`, which worker threads do not. Another installation of
 * this package, which may be of another version, has its own.
 */
export function perThread<T>(name: string, create: () => T): T {
  const home = process as unknown as Record<symbol, T | undefined>
  return (home[Symbol.for(`vitest-mirakuru.${name} ${import.meta.url}`)] ??= create())
}
