import { URL } from 'node:url'
import { checkOptions, either, FUNCTION } from '../../options/rules.ts'
import type { FromResources, Readiness } from '../readiness.ts'
import type { HttpOptions } from './http-options.ts'
import { HTTP_RULES, TARGET, TLS_RULES } from './http-rules.ts'

export interface HttpReadiness extends Readiness {
  readonly kind: 'http'
  readonly scheme: string
  readonly target: FromResources<string>
  readonly options: HttpOptions
}

/**
 * Ready when the address accepts a connection and then answers a request with the expected response.
 *
 * @param target a path on the service, or a whole URL. @default '/'
 * @throws TypeError when the target or an option is invalid
 *
 * @example
 * ready: http('/healthz', { status: 204 })
 */
export function http(target: FromResources<string> = '/', options: HttpOptions = {}): Readiness {
  checkOptions({ target }, { target: either(TARGET, FUNCTION) }, 'http()')
  checkOptions(options, HTTP_RULES, 'http()')
  checkOptions(options.tls ?? {}, TLS_RULES, '`tls` of http()')
  const whole = typeof target === 'string' && URL.canParse(target) ? new URL(target) : undefined
  const check: HttpReadiness = {
    kind: 'http',
    needs: options.socketPath === undefined ? undefined : 'files',
    scheme: whole?.protocol.slice(0, -1) ?? (options.tls ? 'https' : 'http'),
    interval: options.interval,
    target,
    options,
  }
  return check
}
