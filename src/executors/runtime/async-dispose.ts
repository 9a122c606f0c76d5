/**
 * `Symbol.asyncDispose`. The contexts of vm pools have none before Node 24: there it is what compilers
 * make `await using` look for instead.
 */
export const asyncDispose: typeof Symbol.asyncDispose =
  Symbol.asyncDispose ?? (Symbol.for('Symbol.asyncDispose') as typeof Symbol.asyncDispose)

/** Makes the disposer of a class known there too. Declarations need it to be named in the class. */
export function enableAwaitUsing(prototype: AsyncDisposable): void {
  if (Symbol.asyncDispose !== undefined) return
  const disposer = prototype[Symbol.asyncDispose]
  Object.defineProperty(prototype, asyncDispose, { value: disposer })
}
