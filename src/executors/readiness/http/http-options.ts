import type { ProbeOptions, FromResources } from '../readiness.ts'
import type { Conceal } from '../../secrets/conceal.ts'

/** The status codes that mean "ready": one, a list, an expression for the code, or a predicate. */
export type Status = number | readonly number[] | RegExp | ((status: number) => boolean)

/** The response that a check sees. */
export interface HttpResponse {
  readonly status: number
  /** The names are in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** The body as text, up to a mebibyte. */
  readonly body: string
}

/** The trust settings for an `https:` address. */
export interface TlsOptions {
  /** Whether an untrusted certificate is an error. @default true */
  readonly rejectUnauthorized?: boolean | undefined
  /** The certificate of the authority that signed the server's certificate, as PEM. */
  readonly ca?: string | undefined
}

/** The request, and the response that means ready. One probe may take 5000 ms by default. */
export interface HttpOptions extends ProbeOptions {
  /** @default 'GET' */
  readonly method?: string | undefined
  /** The status codes that mean ready. Redirects are not followed. @default 200 to 399 */
  readonly status?: Status | undefined
  /**
   * Headers to add, or to replace defaults of the same name, ignoring case. The username and password of a URL
   * are sent as `authorization`.
   *
   * @default `host`, `accept: *\/*`, `user-agent: vitest-mirakuru`
   */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** The request body. Requires a `method` that allows one. */
  readonly body?: string | undefined
  /** Settings for `https:`. If set, a path is requested over `https:`. @default `http:` for a path */
  readonly tls?: TlsOptions | undefined
  /** A unix socket to use instead of a port. A relative path is relative to the service's `cwd`. */
  readonly socketPath?: FromResources<string> | undefined
  /** Decides with the whole response, after the status has matched. */
  readonly where?: ((response: HttpResponse) => boolean | Promise<boolean>) | undefined
}

export interface HttpRequest extends Omit<HttpOptions, 'interval' | 'socketPath'> {
  readonly url: URL
  /** Masks the secrets of the request, which some servers repeat. */
  readonly conceal: Conceal
  readonly method: string
  readonly status: Status
}
