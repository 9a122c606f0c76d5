import { loadUndici } from './load-undici.ts'
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

/** Long enough for a development server that compiles its first page when it is asked for it. */
export const PROBE_TIMEOUT = 5_000

/** Bytes of the headers of an answer: more than any program sends. */
const HEADER_SIZE = 4 * 1024 * 1024

/** What undici says of a request that it does not send. */
const NOT_SENT = /^UND_ERR_(?:INVALID_ARG|NOT_SUPPORTED|REQ_CONTENT_LENGTH_MISMATCH)$/

/** Where a request is sent to, whatever its URL says. */
export interface Peer {
  /** An address. */
  readonly host: string
  readonly socketPath?: string | undefined
}

/** Asks once. @throws OptionError when the request is one that cannot be sent */
export async function askOnce(
  request: HttpRequest,
  peer: Peer,
  signal: AbortSignal,
): Promise<Verdict> {
  const { timeout = PROBE_TIMEOUT } = request
  const limit = afterTimeLimit(timeout)
  const end = AbortSignal.any([limit, signal])
  try {
    const response = await ask(request, peer, end)
    const { status, headers, body } = response
    if (!matchesStatus(request.status, status)) {
      const advice = (): string => adviceOnStatus(status, headers['location'], request)
      return { ready: false, result: `status ${status}${excerpt(body)}`, advice }
    }
    const asked = Promise.resolve(request.where?.(response) ?? true)
    if (await abortable(asked, end)) return { ready: true }
    return { ready: false, result: `status ${status}, but \`where\` does not hold${excerpt(body)}` }
  } catch (error) {
    if (limit.aborted) return { ready: false, result: `no answer within ${timeout} ms` }
    const code = codeOf(error)
    if (NOT_SENT.test(code)) {
      throw new OptionError(`The request of http() cannot be sent: ${messageOf(error)}`)
    }
    return { ready: false, result: resultOf(error), advice: () => adviceOnError(error, request) }
  }
}

async function ask(
  request: HttpRequest,
  { host, socketPath }: Peer,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const { url, method, status, body, tls, where, timeout = PROBE_TIMEOUT } = request
  const [{ Client }, { isIP }] = await Promise.all([loadUndici(), import('node:net')])
  const origin = `${url.protocol}//${bracketed(host)}:${portOf(url)}`
  // TLS knows no addresses as names of servers: Node would warn.
  const servername = isIP(bare(url)) ? '' : bare(url)
  const connect = { servername, timeout, ...(socketPath && { socketPath }), ...tls }
  const client = new Client(origin, { connect, maxHeaderSize: HEADER_SIZE })
  try {
    const asked = client.request({
      path: url.pathname + url.search,
      method,
      headers: headersOf(request),
      body: body ?? null,
      signal,
    })
    // Undici does not heed the signal before it is connected.
    const response = await abortable(asked, signal)
    const { statusCode, headers } = response
    const isWanted = matchesStatus(status, statusCode)
    const isJudged = isWanted && where !== undefined
    const read = isJudged ? bodyOf : isWanted ? undefined : beginningOf
    return {
      status: statusCode,
      headers,
      body: (await (read && abortable(read(response.body, headers), signal))) ?? '',
    }
  } finally {
    // Not waited for: a server that keeps the connection open would hold the probe up.
    void client.destroy().catch(() => {})
  }
}

/** What curl sends by itself, and what was given instead of it, in whatever case. */
function headersOf({ url, headers = {} }: HttpRequest): Record<string, string> {
  const usual = { host: url.host, accept: '*/*', 'user-agent': 'vitest-mirakuru' }
  const entries = Object.entries({ ...usual, ...authorizationOf(url), ...headers })
  const last = new Map(entries.map((entry) => [entry[0].toLowerCase(), entry]))
  return Object.fromEntries(last.values())
}

/** The name and the password of a URL. */
function authorizationOf({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {}
  const plain = `${decoded(username)}:${decoded(password)}`
  return { authorization: `Basic ${Buffer.from(plain).toString('base64')}` }
}

/** A percent sign may stand for itself. */
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
  // Unlike `test`, `search` does not depend on where a global expression was left.
  return types.isRegExp(wanted) ? String(status).search(wanted) !== -1 : wanted.includes(status)
}

/** How many characters are shown of what is no HTTP. */
const SHOWN = 60

function resultOf(error: unknown): string {
  const { data } = Object(error) as { readonly data?: unknown }
  const code = codeOf(error)
  const message = messageOf(error)
  const said = typeof data === 'string' ? printable(data) : ''
  if (isMalformed(error)) return `malformed HTTP: ${faultIn(message)}${said && `, before ${said}`}`
  if (said !== '') return `no HTTP: it says ${said}`
  return code === 'UND_ERR_SOCKET' ? 'it closed the connection without an answer' : code
}

/** In the words of the parser, which undici puts in brackets. */
function faultIn(message: string): string {
  if (message === 'bad response') return 'status 100, for which it was not asked'
  if (message === 'bad upgrade') return 'status 101, for which it was not asked'
  return /\((.*)\)$/.exec(message)?.[1] ?? message
}

/** In quotes, with nothing that could act on a terminal. */
function printable(text: string): string {
  const shown = JSON.stringify(text.slice(0, SHOWN)).replaceAll(
    /[^\u0020-\u007E]/g,
    (one) => `\\u${(one.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
  return text.length > SHOWN ? `${shown}…` : shown
}
