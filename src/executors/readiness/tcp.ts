import {
  checkOptions,
  checkValue,
  either,
  FUNCTION,
  HOST,
  MILLISECONDS,
  PORT,
} from '../check-options.ts'
import { addressesOf, describeAddress } from '../address.ts'
import { connectOnce, type ConnectLimits } from './connect.ts'
import { listeningIsTold, onSocketChange } from './socket-changes.ts'
import {
  resolveWith,
  type FromResources,
  type ProbeOptions,
  type Readiness,
  type Verdict,
} from './readiness.ts'

/** Which address to try. */
export interface TcpOptions extends ProbeOptions {
  /** @default the service's own; `localhost`, and names that end with it, stand for 127.0.0.1 and ::1, either */
  readonly host?: string | undefined
  /** @default the service's own */
  readonly port?: FromResources<number> | undefined
}

/** Ready when the address accepts a connection. @throws TypeError when an option is not what it has to be */
export function tcp(options: TcpOptions = {}): Readiness {
  checkOptions(
    options,
    { host: HOST, port: either(PORT, FUNCTION), timeout: MILLISECONDS, interval: MILLISECONDS },
    'tcp()',
  )
  return {
    kind: 'tcp',
    scheme: 'tcp',
    interval: options.interval,
    begin({ at, host: wanted }) {
      const host = options.host ?? wanted ?? 'localhost'
      const port = resolveWith(options.port ?? at.port, at)
      checkValue('`port` of tcp()', PORT, port)
      const { timeout } = options
      return {
        awaits: `accept TCP connections on ${describeAddress({ host, port })}`,
        address: { host, port },
        check: (signal) => probeTcp({ host, port, timeout, signal }),
        watch: (wake) => onSocketChange(host, wake),
        present: async () => (await probeTcp({ host, port, timeout })).ready,
      }
    },
  }
}

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
      return { ...verdict, isTold: verdict.result === 'ECONNREFUSED' && listeningIsTold(host) }
    }),
  )
  const [first = { ready: false, result: 'no address' }, second] = verdicts
  if (first.ready || !second?.ready) return first
  // A program that listens on both does so one after the other: the first one is the usual one.
  const [preferred = wanted] = hosts
  const { ready } = await connectOnce({ host: preferred, port }, limits)
  return ready ? { ready, host: preferred } : second
}
