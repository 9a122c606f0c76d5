/**
 * Sends a signal to one process, or to a group when the pid is negative.
 *
 * @throws Error when the pid is unknown: 0 would mean the group of this process, and -1 all processes
 */
export function sendSignal(pid: number | undefined, signal: NodeJS.Signals): void {
  const isKnown = pid !== undefined && Number.isInteger(pid) && Math.abs(pid) > 1
  if (!isKnown) throw new Error(`Expected the pid of a process of the test, got ${pid}`)
  process.kill(pid, signal)
}
