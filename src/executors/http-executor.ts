import { isUrl } from './runtime/is-url.ts'
import { URL, URLSearchParams } from 'node:url'
import { bare, portOf } from './runtime/address.ts'
import { checkOptions, either, HEADERS, required, type Rule } from './options/rules.ts'
import { EXECUTOR_RULES, type ExecutorOptions } from './options/options.ts'
import type { Command } from './process/command/command.ts'
import { http } from './readiness/http/http.ts'
import type { HttpOptions, Status } from './readiness/http/http-options.ts'
import { HTTP_RULES, isHttpUrl, TLS_RULES } from './readiness/http/http-rules.ts'
import { TCPExecutor } from './tcp-executor.ts'

interface RequestOptions extends Pick<HttpOptions, 'headers' | 'body' | 'tls' | 'timeout'> {
  /** The `http:` or `https:` URL to request, including its query. Credentials are sent, but never shown. */
  readonly url: string | URL
  /** The status codes that mean "ready". A string is an expression for their beginning. @default any 2xx */
  readonly status?: Status | string | undefined
  /** @default 'HEAD', or 'POST' with a `body` or `form` */
  readonly method?: string | undefined
  /** Sent as `application/x-www-form-urlencoded`. */
  readonly form?: Readonly<Record<string, string>> | undefined
}

/** The request, the response that means ready, and the options of all executors. */
export interface HTTPExecutorOptions extends ExecutorOptions, RequestOptions {}

const ANY_SUCCESS = /^2\d\d$/

/** Ready when a request gets a response with an accepted status, by default any 2xx. */
export class HTTPExecutor extends TCPExecutor {
  /** The port of a URL without a port. */
  static readonly DEFAULT_PORT = 80
  /** Private, since failed assertions would print its credentials. */
  readonly #url: URL

  /** @throws TypeError when the URL or an option is invalid. */
  constructor(command: Command, options: HTTPExecutorOptions) {
    const { where: _where, socketPath: _socketPath, ...rules } = HTTP_RULES
    const own = { url: required(URL_RULE), ...rules, status: STATUS_RULE, form: HEADERS }
    checkOptions(options, { ...own, ...EXECUTOR_RULES }, new.target.name)
    const { url, status, method, headers, body, form, tls, timeout, ...rest } = options
    checkOptions(tls ?? {}, TLS_RULES, `\`tls\` of ${new.target.name}`)
    const parsed = new URL(url)
    super(command, { ...rest, host: bare(parsed), port: portOf(parsed) })
    this.#url = parsed
    const payload = body ?? (form && new URLSearchParams(form).toString())
    this.readiness = http(parsed.href, {
      method: method ?? (payload === undefined ? 'HEAD' : 'POST'),
      status: typeof status === 'string' ? new RegExp(`^(?:${status})`) : (status ?? ANY_SUCCESS),
      headers: { ...(form && { 'content-type': 'application/x-www-form-urlencoded' }), ...headers },
      body: payload,
      tls,
      timeout,
    })
  }

  /** The requested URL. */
  get url(): URL {
    return this.#url
  }
}

const URL_RULE = either(
  { expected: 'an http: or https: URL', holds: isHttpUrl },
  { expected: 'a URL object', holds: (value) => isUrl(value) && isHttpUrl(value.href) },
)

const STATUS_RULE: Rule = either(HTTP_RULES.status, {
  expected: 'a regular expression as a string',
  holds: (value) => typeof value === 'string' && value !== '' && isExpression(value),
})

function isExpression(text: string): boolean {
  try {
    return new RegExp(text).source !== ''
  } catch {
    return false
  }
}
