import type { Evidence } from './evidence.ts'

const REFUSED =
  /\/(?:dev\/(?:stdout|stderr|fd\/[12])|proc\/(?:self|\d+)\/fd\/[12])\b.*(?:No such device or address|ENXIO)|ENXIO.*\/(?:dev|proc)\//i

/** The output of a process of Node's is a socket, which no path opens. */
export function outputPaths({ printed }: Evidence): string | undefined {
  if (!REFUSED.test(printed)) return undefined
  return 'its output is a socket, which cannot be opened as /dev/stderr or /dev/stdout: write to the open descriptor (a shell: `>&2`; nginx: `error_log stderr`), or pipe it: `shell: true` and `... 2>&1 | cat`.'
}
