import { platform } from '../runtime/host.ts'

/**
 * Environments put together: later variables win. On Windows names are the same in any case of letters, and the
 * usual `Path` is called PATH here, as everywhere else.
 */
export function mergeVariables<Value>(
  ...environments: readonly Readonly<Record<string, Value>>[]
): Record<string, Value> {
  const all = environments.flatMap((environment) => Object.entries(environment))
  if (platform !== 'win32') return Object.fromEntries(all)
  const names = new Map(all.map(([name]) => [name.toUpperCase(), name])).set('PATH', 'PATH')
  return Object.fromEntries(all.map(([name, value]) => [names.get(name.toUpperCase()), value]))
}
