import { warnOnce } from '../../fixtures/logs/warn-once.ts'

/** Warns of connections to a database that were still open when its scope ended. */
export function warnOfOpen(name: string, open: number): void {
  const connections = open === 1 ? '1 connection, which was' : `${open} connections, which were`
  const text = `the server closed ${connections} still open to a database of "${name}" when its scope ended. Have the test close its clients: \`await pool.end()\`. Otherwise a pool of pg fails the run, unless it has a listener for "error".`
  warnOnce(text, text, undefined)
}
