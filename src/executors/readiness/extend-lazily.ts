import type { Resources } from './readiness.ts'

/** The resources with more, whose getters set aside only what is read, instead of copies of them. */
export function extendLazily<T extends object>(at: Resources, added: T): Resources & T {
  const descriptors = Object.entries(added).map(([name, value]) => [
    name,
    { value: value as unknown, enumerable: true },
  ])
  return Object.create(at, Object.fromEntries(descriptors)) as Resources & T
}
