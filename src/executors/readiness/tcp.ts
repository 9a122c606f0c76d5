import { checkOptions, either, FUNCTION, HOST, MILLISECONDS, PORT } from '../options/rules.ts'
import type { FromResources, ProbeOptions, Readiness } from './readiness.ts'

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

export interface TcpReadiness extends Readiness {
  readonly kind: 'tcp'
  readonly options: TcpOptions
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
  const check: TcpReadiness = { kind: 'tcp', scheme: 'tcp', interval: options.interval, options }
  return check
}
