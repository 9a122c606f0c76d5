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

/** The address to probe. */
export interface TcpOptions extends ProbeOptions {
  /**
   * `localhost`, and names that end with `.localhost`, stand for 127.0.0.1 or ::1.
   *
   * @default the host of the service
   */
  readonly host?: string | undefined
  /** @default the port of the service */
  readonly port?: FromResources<number> | undefined
}

/**
 * Ready when a process of the service listens on the address and keeps listening. Some programs listen only
 * for a moment, to find out whether a port is free. On Linux, the system reports the listeners of the current
 * user's processes. Otherwise it is ready when the address accepts a connection that stays open.
 *
 * @throws TypeError when an option is invalid
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
      const probe = new PortProbe({ host, port, timeout: options.timeout }, context)
      return {
        goal: `accept TCP connections on ${describeAddress({ host, port })}`,
        address: { host, port },
        check: (signal) => probe.check(signal),
        watch: (wake) => probe.watch(wake),
        alreadyHolds: () => probe.isPresent(),
      }
    },
  }
}
