import { addressesOf } from '../runtime/address.ts'
import { connectOnce, type ConnectLimits } from './connect.ts'
import type { Verdict } from './readiness.ts'
import { canObserveListeners } from './socket-changes.ts'

export interface TcpTarget extends ConnectLimits {
  readonly host: string
  readonly port: number
}

/** Tries to connect once, to both loopbacks at the same time where the host stands for either. */
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
  // A program that listens on both does so one after the other: the first one is the usual one.
  const [preferred = wanted] = hosts
  const { ready } = await connectOnce({ host: preferred, port }, limits)
  return ready ? { ready, host: preferred } : second
}
