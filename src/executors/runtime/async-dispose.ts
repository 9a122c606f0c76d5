/**
 * `Symbol.asyncDispose`. The contexts of vm pools lack it before Node 24, where compiled `await using`
 * falls back to `Symbol.for('Symbol.asyncDispose')`.
 */
export const asyncDispose: typeof Symbol.asyncDispose =
  Symbol.asyncDispose ?? (Symbol.for('Symbol.asyncDispose') as typeof Symbol.asyncDispose)

/** Adds the fallback symbol to a class. The class itself must use the real one for its type declaration. */
export function enableAwaitUsing(prototype: AsyncDisposable): void {
  if (Symbol.asyncDispose !== undefined) return
  const disposer = prototype[Symbol.asyncDispose]
  Object.defineProperty(prototype, asyncDispose, { value: disposer })
}
