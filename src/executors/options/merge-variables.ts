import { platform } from '../runtime/host.ts'

/**
 * Merges environments. Later variables win. On Windows, names are case-insensitive, and the usual `Path`
 * becomes PATH.
 */
export function mergeVariables<Value>(
  ...environments: readonly Readonly<Record<string, Value>>[]
): Record<string, Value> {
  const all = environments.flatMap((environment) => Object.entries(environment))
  if (platform !== 'win32') return Object.fromEntries(all)
  const names = new Map(all.map(([name]) => [name.toUpperCase(), name])).set('PATH', 'PATH')
  return Object.fromEntries(all.map(([name, value]) => [names.get(name.toUpperCase()), value]))
}
