const BRAND = Symbol.for('vitest-mirakuru.error')

/** Marks an error of this package, so that every realm and every copy of the package recognizes it. */
export function brand(error: Error): void {
  Object.defineProperty(error, BRAND, { value: true })
}

export function isBranded(value: unknown): boolean {
  return typeof value === 'object' && value !== null && BRAND in value
}
