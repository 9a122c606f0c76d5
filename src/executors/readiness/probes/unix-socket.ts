import { connectOnce, type ConnectLimits } from '../connect.ts'
import { FileChanges } from '../file-changes.ts'
import type { Probe, ProbeContext, Verdict } from '../readiness.ts'
import { resolvePath } from './resolve-path.ts'
import type { UnixSocketReadiness } from '../unix-socket.ts'

export function bindUnixSocket(
  { path, timeout }: UnixSocketReadiness,
  context: ProbeContext,
): Probe {
  const name = resolvePath('`path` of unixSocket()', path, context)
  const changes = new FileChanges(name)
  const { createdFiles } = context
  createdFiles.expect(name)
  return {
    goal: `accept connections on the socket ${name}`,
    async check(signal) {
      const verdict = await probeUnixSocket(name, { timeout, signal }, changes)
      if (verdict.ready) createdFiles.add(name)
      return verdict
    },
    watch: (wake) => changes.watch(wake),
    alreadyHolds: async () => (await probeUnixSocket(name, { timeout })).ready,
  }
}

/** Tries to connect once. */
export async function probeUnixSocket(
  path: string,
  limits: ConnectLimits,
  changes?: FileChanges,
): Promise<Verdict> {
  const verdict = await connectOnce({ path }, limits)
  if (verdict.ready) return verdict
  // An event reports a new socket file, but not the start of listening on it.
  return { ...verdict, isEventDriven: changes?.isEventDriven && verdict.result === 'ENOENT' }
}
