import { types } from 'node:util'
import { checkOptions, checkValue, either, FUNCTION } from '../check-options.ts'
import { bracketed } from '../address.ts'
import { codeOf } from '../caught-error.ts'
import { timeLimit } from '../clock.ts'
import { unlessAborted } from '../deadline.ts'
import { beginningOf, excerpt } from './body-excerpt.ts'
import { adviceOnError, adviceOnStatus } from './http-advice.ts'
import { HTTP_RULES, TARGET, TLS_RULES } from './http-rules.ts'
import {
  resolveWith,
  type FromResources,
  type ProbeOptions,
  type Readiness,
  type Verdict,
} from './readiness.ts'
import { onSocketChange } from './socket-changes.ts'
import { probeTcp } from './tcp.ts'

/** Which status codes mean "ready": one, a list, an expression over the code, or a predicate. */
export type Status = number | readonly number[] | RegExp | ((status: number) => boolean)

/** A response, as a check sees it. */
export interface HttpResponse {
  readonly status: number
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** As text. */
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
  /** Sent with the request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Sent with the request; `method` has to allow for it. */
  readonly body?: string | undefined
  /** Makes the address of a path `https:`. @default `http:`, or as a whole URL says */
  readonly tls?: TlsOptions | undefined
  /** Sees the whole response, and has the last word. */
  readonly where?: ((response: HttpResponse) => boolean | Promise<boolean>) | undefined
}

/** Long enough for a development server that compiles its first page when it is asked for it. */
const PROBE_TIMEOUT = 5_000

/**
 * Ready when the address accepts a connection and then answers a request as it should.
 *
 * @param target a path on the service, or a whole URL. @default '/'
 * @throws TypeError when the target or an option is not what it has to be.
 *
 * @example
 * ready: http('/healthz', { status: 204 })
 */
export function http(target: FromResources<string> = '/', options: HttpOptions = {}): Readiness {
  checkOptions({ target }, { target: either(TARGET, FUNCTION) }, 'http()')
  checkOptions(options, HTTP_RULES, 'http()')
  checkOptions(options.tls ?? {}, TLS_RULES, '`tls` of http()')
  const whole = typeof target === 'string' && URL.canParse(target) ? new URL(target) : undefined
  const scheme = whole?.protocol.slice(0, -1) ?? (options.tls ? 'https' : 'http')
  return {
    kind: 'http',
    scheme,
    interval: options.interval,
    begin({ at, origin, host = 'localhost' }) {
      const path = resolveWith(target, at)
      checkValue('`target` of http()', TARGET, path)
      const isWeb = origin && /^https?:$/.test(origin.protocol)
      // Without a password, which the message of a time-out would show.
      const base = isWeb ? origin.origin : `${scheme}://${bracketed(host)}:${at.port}`
      const url = new URL(path, base)
      const { method = 'GET' } = options
      const request = { ...options, url, method, status: options.status ?? isReached }
      const address = { host: bare(url), port: portOf(url) }
      let isTold = false
      return {
        awaits: `answer ${method} ${url.href} with ${describeStatus(options.status)}`,
        address,
        async check(signal) {
          const verdict = await probeHttp({ ...request, signal })
          isTold = !verdict.ready && verdict.isTold === true
          return verdict
        },
        // What it connects itself changes the sockets, too.
        watch: (wake) => onSocketChange(address.host, () => isTold && wake()),
        present: async () => (await probeTcp(address)).ready,
      }
    },
  }
}

export interface HttpRequest extends Omit<HttpOptions, 'interval'> {
  readonly url: URL
  readonly method: string
  readonly status: Status
  readonly signal?: AbortSignal | undefined
}

/** Connects, then asks once. */
export async function probeHttp(request: HttpRequest): Promise<Verdict> {
  const { url, signal, timeout = PROBE_TIMEOUT } = request
  // It takes a while to load: while the program boots, and nobody accepts connections yet.
  import('undici').catch(() => {})
  const accepted = await probeTcp({ host: bare(url), port: portOf(url), timeout, signal })
  if (!accepted.ready) return accepted
  const limit = timeLimit(timeout)
  const end = AbortSignal.any(signal ? [limit, signal] : [limit])
  try {
    const response = await ask(request, accepted.host ?? bare(url), end)
    const { status, headers, body } = response
    if (!matchesStatus(request.status, status)) {
      const advice = (): string => adviceOnStatus(status, headers['location'], request)
      return { ready: false, result: `status ${status}${excerpt(body)}`, advice }
    }
    const asked = Promise.resolve(request.where?.(response) ?? true)
    if (await unlessAborted(asked, end)) return accepted
    const result = `status ${status}, but \`where\` does not hold${excerpt(body)}`
    return { ready: false, result }
  } catch (error) {
    if (limit.aborted) return { ready: false, result: `no answer within ${timeout} ms` }
    const code = codeOf(error)
    return { ready: false, result: code, advice: () => adviceOnError(code, request) }
  }
}

async function ask(
  { url, method, status, headers, body, tls, where, timeout = PROBE_TIMEOUT }: HttpRequest,
  address: string,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const [{ Client }, { isIP }] = await Promise.all([import('undici'), import('node:net')])
  const origin = `${url.protocol}//${bracketed(address)}:${portOf(url)}`
  // TLS knows no addresses as names of servers: Node would warn.
  const servername = isIP(bare(url)) ? '' : bare(url)
  const client = new Client(origin, { connect: { servername, timeout, ...tls } })
  try {
    const asked = client.request({
      path: url.pathname + url.search,
      method,
      headers: { host: url.host, ...headers },
      body: body ?? null,
      signal,
    })
    // Undici does not heed the signal before it is connected.
    const response = await unlessAborted(asked, signal)
    const { statusCode } = response
    const whole = async (): Promise<string> => (where ? response.body.text() : '')
    const isWanted = matchesStatus(status, statusCode)
    return {
      status: statusCode,
      headers: response.headers,
      body: isWanted ? await whole() : await beginningOf(response.body),
    }
  } finally {
    // Not waited for: a server that keeps the connection open would hold the probe up.
    void client.destroy().catch(() => {})
  }
}

function isReached(status: number): boolean {
  return status >= 200 && status <= 399
}

function matchesStatus(wanted: Status, status: number): boolean {
  if (typeof wanted === 'number') return wanted === status
  if (typeof wanted === 'function') return wanted(status)
  // Unlike `test`, `search` does not depend on where a global expression was left.
  return types.isRegExp(wanted) ? String(status).search(wanted) !== -1 : wanted.includes(status)
}

export function describeStatus(status: Status | undefined): string {
  if (status === undefined) return 'a status from 200 to 399'
  if (typeof status === 'function') return 'a status that the predicate accepts'
  return `status ${Array.isArray(status) ? status.join(' or ') : String(status)}`
}

/** Those of protocols that a URL parser knows nothing of, or leaves out of a URL that names them. */
const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'amqp:': 5672,
  'amqps:': 5671,
  'https:': 443,
  'mongodb:': 27_017,
  'mysql:': 3306,
  'nats:': 4222,
  'postgres:': 5432,
  'postgresql:': 5432,
  'redis:': 6379,
  'rediss:': 6379,
  'wss:': 443,
}

export function portOf(url: URL): number {
  return Number(url.port) || (DEFAULT_PORTS[url.protocol] ?? 80)
}

/** An IPv6 address stands in brackets in a URL, and without them everywhere else. */
export function bare(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}

export { bracketed }
