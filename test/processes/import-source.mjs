const built = new URL('../../node_modules/.cache/vitest-mirakuru/sources/', import.meta.url)

/**
 * Imports a module of src in plain Node, as test/fresh-build.ts has built it. To load Vite for it would take more than a
 * second of each program.
 *
 * @param {string} path such as `fixtures/start/ports`, of those in vite.config.ts
 */
export function importSource(path) {
  return import(new URL(`${path}.js`, built))
}
