/**
 * Sends a signal to one process, or to a group when the pid is negative.
 *
 * @throws for a pid that is unknown: 0 would mean the group of this process
 */
export function sendSignal(pid: number | undefined, signal: NodeJS.Signals): void {
  if (!Number.isInteger(pid) || pid === undefined || pid === 0 || Math.abs(pid) === 1) {
    throw new Error(`There is no process ${pid}`)
  }
  process.kill(pid, signal)
}
