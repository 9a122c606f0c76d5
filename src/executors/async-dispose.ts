/**
 * `Symbol.asyncDispose`. The contexts of vm pools have none before Node 24: there it is what compilers
 * make `await using` look for instead.
 */
export const asyncDispose: typeof Symbol.asyncDispose =
  Symbol.asyncDispose ?? (Symbol.for('Symbol.asyncDispose') as typeof Symbol.asyncDispose)
