import type { ProbeOptions, FromResources } from '../readiness.ts'

/** Which status codes mean "ready": one, a list, an expression over the code, or a predicate. */
export type Status = number | readonly number[] | RegExp | ((status: number) => boolean)

/** A response, as a check sees it. */
export interface HttpResponse {
  readonly status: number
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** As text; of more than a mebibyte, its beginning. */
  readonly body: string
}

/** How much an `https:` address is to be trusted. */
export interface TlsOptions {
  /** @default true */
  readonly rejectUnauthorized?: boolean | undefined
  /** The authority that signed the certificate, in PEM. */
  readonly ca?: string | undefined
}

/** What to ask, and which answer means ready. One probe may take 5000 ms by default. */
export interface HttpOptions extends ProbeOptions {
  /** @default 'GET' */
  readonly method?: string | undefined
  /** @default 200 to 399; redirects are not followed */
  readonly status?: Status | undefined
  /**
   * Sent with the request, instead of one of the same name in any case. The name and password of a URL are
   * sent as `authorization`.
   *
   * @default `accept` for anything, `host`, `user-agent`
   */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Sent with the request; `method` has to allow for it. */
  readonly body?: string | undefined
  /** Makes the address of a path `https:`. @default `http:`, or as a whole URL says */
  readonly tls?: TlsOptions | undefined
  /** A unix socket to ask instead of a port. A relative path is relative to the service's `cwd`. */
  readonly socketPath?: FromResources<string> | undefined
  /** Sees the whole response, and has the last word. */
  readonly where?: ((response: HttpResponse) => boolean | Promise<boolean>) | undefined
}

export interface HttpRequest extends Omit<HttpOptions, 'interval' | 'socketPath'> {
  readonly url: URL
  readonly method: string
  readonly status: Status
}
