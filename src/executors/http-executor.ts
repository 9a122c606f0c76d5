import { checkOptions, either, HEADERS, required } from './check-options.ts'
import type { Expectation } from './failure.ts'
import { EXECUTOR_RULES, type ExecutorOptions } from './options.ts'
import type { Command } from './process/command.ts'
import {
  bare,
  describeStatus,
  portOf,
  probeHttp,
  type HttpOptions,
  type HttpRequest,
} from './readiness/http.ts'
import { HTTP_RULES, isHttpUrl, TLS_RULES } from './readiness/http-rules.ts'
import { TCPExecutor } from './tcp-executor.ts'

interface RequestOptions extends Pick<
  HttpOptions,
  'status' | 'headers' | 'body' | 'tls' | 'timeout'
> {
  /** What to ask for; the query is kept. `http:` or `https:`. */
  readonly url: string | URL
  /** @default 'HEAD', or 'POST' with a `body` or `form` */
  readonly method?: string | undefined
  /** Sent as `application/x-www-form-urlencoded`. */
  readonly form?: Readonly<Record<string, string>> | undefined
}

/** What to ask for and which answer means ready, and the options of all executors. */
export interface HTTPExecutorOptions extends ExecutorOptions, RequestOptions {}

const ANY_SUCCESS = /^2\d\d$/

/** Ready when a request is answered with the right status, any 2xx by default. */
export class HTTPExecutor extends TCPExecutor {
  /** The port of a URL that names none. */
  static readonly DEFAULT_PORT = 80
  /** What is asked for. */
  readonly url: URL
  readonly #request: HttpRequest

  /** @throws TypeError when the URL or an option is not what it has to be. */
  constructor(command: Command, options: HTTPExecutorOptions) {
    const { where: _where, ...rules } = HTTP_RULES
    const own = { url: required(URL_RULE), ...rules, form: HEADERS }
    checkOptions(options, { ...own, ...EXECUTOR_RULES }, new.target.name)
    const { url, status, method, headers, body, form, tls, timeout, ...rest } = options
    checkOptions(tls ?? {}, TLS_RULES, `\`tls\` of ${new.target.name}`)
    const parsed = new URL(url)
    super(command, { ...rest, host: bare(parsed), port: portOf(parsed) })
    this.url = parsed
    const payload = body ?? (form && new URLSearchParams(form).toString())
    this.#request = {
      url: parsed,
      method: method ?? (payload === undefined ? 'HEAD' : 'POST'),
      status: status ?? ANY_SUCCESS,
      headers: { ...(form && { 'content-type': 'application/x-www-form-urlencoded' }), ...headers },
      body: payload,
      tls,
      timeout,
    }
  }

  /** Whether the request is answered as it should be. */
  override async afterStartCheck(): Promise<boolean> {
    return this.conclude(probeHttp(this.#request))
  }

  protected override get expectation(): Expectation {
    const { method, status } = this.#request
    const awaits = `answer ${method} ${this.url.href} with ${describeStatus(status)}`
    return { ...super.expectation, awaits }
  }
}

const URL_RULE = either(
  { expected: 'an http: or https: URL', holds: isHttpUrl },
  { expected: 'a URL object', holds: (value) => value instanceof URL && isHttpUrl(value.href) },
)
