import {
  checkOptions,
  checkValue,
  either,
  FUNCTION,
  HOST,
  MILLISECONDS,
  PORT,
} from '../options/rules.ts'
import { describeAddress } from '../runtime/address.ts'
import { PortProbe } from './port-probe.ts'
import { resolveWith, type FromResources, type ProbeOptions, type Readiness } from './readiness.ts'

/** Which address to try. */
export interface TcpOptions extends ProbeOptions {
  /** @default the service's own; `localhost`, and names that end with it, stand for 127.0.0.1 and ::1, either */
  readonly host?: string | undefined
  /** @default the service's own */
  readonly port?: FromResources<number> | undefined
}

/**
 * Ready when a process of the service listens there, and goes on to: some do for a moment only, to see
 * whether a port is free. Where the system does not tell (it does on Linux, of one's own processes), when
 * the address accepts a connection that stays open.
 *
 * @throws TypeError when an option is not what it has to be
 */
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
    bind(context) {
      const { at } = context
      const host = options.host ?? context.host ?? 'localhost'
      const port = resolveWith(options.port ?? at.port, at)
      checkValue('`port` of tcp()', PORT, port)
      const door = new PortProbe({ host, port, timeout: options.timeout }, context)
      return {
        goal: `accept TCP connections on ${describeAddress({ host, port })}`,
        address: { host, port },
        check: (signal) => door.check(signal),
        watch: (wake) => door.watch(wake),
        alreadyHolds: () => door.present(),
      }
    },
  }
}
