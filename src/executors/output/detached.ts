/**
 * The same text as a string of its own. In V8, a part of a string keeps all of it in memory, and one that
 * was put together keeps its parts, which take several times its size where they are short.
 */
export function detached(text: string): string {
  return Buffer.from(text).toString()
}
