import { addressesOf } from '../runtime/address.ts'
import { connectOnce, type ConnectLimits } from './connect.ts'
import type { Verdict } from './readiness.ts'
import { canObserveListeners } from './socket-changes.ts'

export interface TcpTarget extends ConnectLimits {
  readonly host: string
  readonly port: number
}

/** Tries to connect once. A loopback name is tried on both loopbacks at the same time. */
export async function probeTcp({ host: wanted, port, ...limits }: TcpTarget): Promise<Verdict> {
  const hosts = addressesOf(wanted)
  const verdicts = await Promise.all(
    hosts.map(async (host): Promise<Verdict> => {
      const verdict = await connectOnce({ host, port }, limits)
      if (verdict.ready) return { ready: true, host }
      return {
        ...verdict,
        isEventDriven: verdict.result === 'ECONNREFUSED' && canObserveListeners(host),
      }
    }),
  )
  const [first = { ready: false, result: 'no address' }, second] = verdicts
  if (first.ready) return first
  if (!second?.ready) return second?.isReached === true ? second : first
  // A program that listens on both loopbacks opens them in sequence, so try the preferred one again.
  const [preferred = wanted] = hosts
  const { ready } = await connectOnce({ host: preferred, port }, limits)
  return ready ? { ready, host: preferred } : second
}
