import { anySignal } from '../../runtime/abort.ts'
import { Buffer } from 'node:buffer'
import { loadUndici } from './load-undici.ts'
import { isIP } from 'node:net'
import { types } from 'node:util'
import { bare, bracketed, portOf } from '../../runtime/address.ts'
import { codeOf, messageOf } from '../../runtime/caught-error.ts'
import { OptionError } from '../../options/rules.ts'
import { afterTimeLimit } from '../../runtime/clock.ts'
import { abortable } from '../../runtime/deadline.ts'
import { beginningOf, bodyOf, excerpt } from './body-excerpt.ts'
import { adviceOnError, adviceOnStatus, isMalformed } from './http-advice.ts'
import type { HttpRequest, HttpResponse, Status } from './http-options.ts'
import type { Verdict } from '../readiness.ts'

/** Long enough for a development server that compiles a page on its first request. */
export const PROBE_TIMEOUT = 5_000

/** Maximum size of the response headers in bytes, more than any program sends. */
const HEADER_SIZE = 4 * 1024 * 1024

/** The codes of undici for a request that it refuses to send. */
const NOT_SENT = /^UND_ERR_(?:INVALID_ARG|NOT_SUPPORTED|REQ_CONTENT_LENGTH_MISMATCH)$/

/** The destination of a request, independent of its URL. */
export interface Peer {
  readonly host: string
  readonly socketPath?: string | undefined
}

/** @throws OptionError when the request cannot be sent */
export async function askOnce(
  request: HttpRequest,
  peer: Peer,
  signal: AbortSignal,
): Promise<Verdict> {
  const { timeout = PROBE_TIMEOUT, conceal } = request
  const limit = afterTimeLimit(timeout)
  const end = anySignal([limit, signal])
  try {
    const response = await ask(request, peer, end)
    const { status, headers, body } = response
    if (!matchesStatus(request.status, status)) {
      const advice = (): string => adviceOnStatus(status, headers['location'], request)
      return { ready: false, result: `status ${status}${excerpt(conceal(body))}`, advice }
    }
    const accepted = Promise.resolve(request.where?.(response) ?? true)
    if (await abortable(accepted, end)) return { ready: true }
    return {
      ready: false,
      result: `status ${status}, but \`where\` returned false${excerpt(conceal(body))}`,
    }
  } catch (error) {
    if (limit.aborted) return { ready: false, result: `no answer within ${timeout} ms` }
    const code = codeOf(error)
    if (NOT_SENT.test(code)) {
      throw new OptionError(`The request of http() cannot be sent: ${messageOf(error)}`)
    }
    return {
      ready: false,
      result: conceal(resultOf(error)),
      advice: () => adviceOnError(error, request),
    }
  }
}

async function ask(
  request: HttpRequest,
  { host, socketPath }: Peer,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const { url, method, status, body, tls, where, timeout = PROBE_TIMEOUT } = request
  const { Client } = await loadUndici()
  const origin = `${url.protocol}//${bracketed(host)}:${portOf(url)}`
  // TLS does not allow an IP address as the server name, and Node would warn.
  const servername = isIP(bare(url)) ? '' : bare(url)
  const connect = { servername, timeout, ...(socketPath && { socketPath }), ...tls }
  const client = new Client(origin, { connect, maxHeaderSize: HEADER_SIZE })
  try {
    const responding = client.request({
      path: url.pathname + url.search,
      method,
      headers: headersOf(request),
      body: body ?? null,
      signal,
    })
    // Undici ignores the signal until it is connected.
    const response = await abortable(responding, signal)
    const { statusCode, headers } = response
    const isWanted = matchesStatus(status, statusCode)
    const isChecked = isWanted && where !== undefined
    const read = isChecked ? bodyOf : isWanted ? undefined : beginningOf
    return {
      status: statusCode,
      headers,
      body: (await (read && abortable(read(response.body, headers), signal))) ?? '',
    }
  } finally {
    // Do not wait: a server that keeps the connection open would delay the probe.
    void client.destroy().catch(() => {})
  }
}

/** The default headers of curl. The user's headers replace them, ignoring case. */
function headersOf({ url, headers = {} }: HttpRequest): Record<string, string> {
  const defaults = { host: url.host, accept: '*/*', 'user-agent': 'vitest-mirakuru' }
  const entries = Object.entries({ ...defaults, ...authorizationOf(url), ...headers })
  const last = new Map(entries.map((entry) => [entry[0].toLowerCase(), entry]))
  return Object.fromEntries(last.values())
}

/** Basic authentication from the credentials of a URL. */
function authorizationOf({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {}
  const plain = `${decoded(username)}:${decoded(password)}`
  return { authorization: `Basic ${Buffer.from(plain).toString('base64')}` }
}

/** Leaves text with a literal percent sign as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function matchesStatus(wanted: Status, status: number): boolean {
  if (typeof wanted === 'number') return wanted === status
  if (typeof wanted === 'function') return wanted(status)
  // Unlike `test`, `search` ignores the `lastIndex` of a global expression.
  return types.isRegExp(wanted) ? String(status).search(wanted) !== -1 : wanted.includes(status)
}

/** Maximum characters to show of a response that is not HTTP. */
const MAX_SHOWN = 60

function resultOf(error: unknown): string {
  const { data } = Object(error) as { readonly data?: unknown }
  const code = codeOf(error)
  const message = messageOf(error)
  const received = typeof data === 'string' ? printable(data) : ''
  if (isMalformed(error)) {
    return `malformed HTTP: ${faultIn(message)}${received && `, before ${received}`}`
  }
  if (received !== '') return `not HTTP: it sent ${received}`
  return code === 'UND_ERR_SOCKET' ? 'it closed the connection without an answer' : code
}

/** The message of the parser, which undici puts in parentheses. */
function faultIn(message: string): string {
  if (message === 'bad response') return 'unexpected status 100'
  if (message === 'bad upgrade') return 'unexpected status 101'
  return /\((.*)\)$/.exec(message)?.[1] ?? message
}

/** Quotes text and escapes everything that could affect a terminal. */
function printable(text: string): string {
  const shown = JSON.stringify(text.slice(0, MAX_SHOWN)).replaceAll(
    /[^\u0020-\u007E]/g,
    (one) => `\\u${(one.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
  return text.length > MAX_SHOWN ? `${shown}…` : shown
}
