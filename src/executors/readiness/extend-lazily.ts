import type { Resources } from './readiness.ts'

/** Adds properties without copying the resources, whose getters allocate a resource on first use. */
export function extendLazily<T extends object>(at: Resources, added: T): Resources & T {
  const descriptors = Object.entries(added).map(([name, value]) => [
    name,
    { value: value as unknown, enumerable: true },
  ])
  return Object.create(at, Object.fromEntries(descriptors)) as Resources & T
}
