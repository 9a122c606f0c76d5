import { checkOptions, either, FUNCTION, MILLISECONDS, required, TEXT } from '../options/rules.ts'
import type { FromResources, ProbeOptions, Readiness } from './readiness.ts'

export interface UnixSocketReadiness extends Readiness {
  readonly kind: 'unixSocket'
  readonly path: FromResources<string>
  readonly timeout: number | undefined
}

/**
 * Ready when a unix socket accepts a connection. On Windows, use the path of a named pipe, `\\.\pipe\name`. A
 * relative path is relative to the service's `cwd`. If the program leaves the socket behind, for example when
 * it is killed, the socket is removed.
 *
 * @throws TypeError when the path or an option is invalid
 *
 * @example
 * ready: unixSocket(({ dir }) => `${dir}/socket`)
 */
export function unixSocket(path: FromResources<string>, options: ProbeOptions = {}): Readiness {
  checkOptions({ path }, { path: required(either(TEXT, FUNCTION)) }, 'unixSocket()')
  checkOptions(options, { timeout: MILLISECONDS, interval: MILLISECONDS }, 'unixSocket()')
  const { timeout, interval } = options
  const check: UnixSocketReadiness = {
    kind: 'unixSocket',
    needs: 'files',
    interval,
    path,
    timeout,
  }
  return check
}
