/** How Vitest may run files. */
export interface Kind {
  readonly name: string
  /** The name as services and files can have it. */
  readonly slug: string
  readonly pool: string
  readonly isolate: boolean
  /** Whether a worker keeps its modules from file to file. */
  readonly keepsModules: boolean
}

export const KINDS: readonly Kind[] = ['forks', 'threads', 'vmForks', 'vmThreads'].flatMap((pool) =>
  [true, false].map((isolate) => ({
    name: `${pool}, ${isolate ? '' : 'not '}isolated`,
    slug: `${pool}${isolate ? '' : '-shared'}`,
    pool,
    isolate,
    // The vm pools isolate whatever they are told.
    keepsModules: !isolate && !pool.startsWith('vm'),
  })),
)

/** Vitest's `projects`: the same files in each of the ways. */
export const PROJECTS: readonly object[] = KINDS.map(({ name, slug, pool, isolate }) => ({
  extends: true,
  test: { name, pool, isolate, include: ['**/*.spec.ts'], provide: { slug } },
}))

/** For the titles of `describe.for`. */
export function byName<T extends { readonly name: string }>(all: readonly T[]): [string, T][] {
  return all.map((each) => [each.name, each])
}
