import { warnOnce } from '../../fixtures/logs/warn-once.ts'

/** Warns of connections to a database that were still open when its scope ended. */
export function warnOfOpen(name: string, open: number): void {
  const text = leftOpen(name, open)
  warnOnce(text, text, undefined)
}

function leftOpen(name: string, open: number): string {
  const connections = open === 1 ? '1 connection, which was' : `${open} connections, which were`
  return `the server closed ${connections} still open to a database of "${name}" when its scope ended. Have the test close its clients: \`await pool.end()\`. Otherwise a pool of pg fails the run, unless it has a listener for "error".`
}
