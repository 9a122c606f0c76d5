import { fileURLToPath } from 'node:url'

/** The folder of this package's code, wherever it is installed. */
const OWN = fileURLToPath(new URL('.', import.meta.url))

/** A stack that begins where this package was called, if it is known. */
export function withoutOwnFrames(stack = ''): string {
  const lines = stack.split('\n')
  const begin = lines.findIndex((line) => /^\s+at /.test(line))
  const outside = lines.findIndex((line, index) => index >= begin && !line.includes(OWN))
  if (begin < 0 || outside < 0) return stack
  return [...lines.slice(0, begin), ...lines.slice(outside)].join('\n')
}
