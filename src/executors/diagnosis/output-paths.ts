import type { Evidence } from './evidence.ts'

const REFUSED =
  /\/(?:dev\/(?:stdout|stderr|fd\/[12])|proc\/(?:self|\d+)\/fd\/[12])\b.*(?:No such device or address|ENXIO)|ENXIO.*\/(?:dev|proc)\//i

/** Node connects the output of a child process to a socket, which cannot be opened through a path. */
export function outputPaths({ printed }: Evidence): string | undefined {
  if (!REFUSED.test(printed)) return undefined
  return 'its output is a socket, which cannot be opened as /dev/stderr or /dev/stdout: write to the open file descriptor (in a shell: `>&2`; in nginx: `error_log stderr`), or use a pipe: `shell: true` with `... 2>&1 | cat`.'
}
