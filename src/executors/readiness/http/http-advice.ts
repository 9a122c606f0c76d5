import { codeOf, messageOf } from '../../runtime/caught-error.ts'
import type { HttpRequest } from './http-options.ts'

const BAD_CERTIFICATE =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+|ERR_TLS_CERT_\w+)$/
const NO_TLS = /^(?:EPROTO|ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG))$/
const CLOSED = 'UND_ERR_SOCKET'
/** What undici says where not even the first word is right. */
const NO_HTTP = /\(Expected HTTP\//
/** What it says of an answer with status 100 or 101. */
const UNASKED = /^bad (?:response|upgrade)$/

/** What to do about an answer with another status than was asked for. */
export function adviceOnStatus(
  status: number,
  location: unknown,
  { method, url, headers = {} }: HttpRequest,
): string {
  const { pathname } = url
  const accept = `or accept that status, \`status: ${status}\`.`
  if (status === 404) {
    return `it answers, but has no ${pathname}: ask for a path that it has, ${accept}`
  }
  if (status === 405) {
    const other = method === 'GET' ? 'ask with another `method`' : "ask with `method: 'GET'`"
    return `it answers, but not to ${method} ${pathname}: ${other}, ${accept}`
  }
  if (status === 401 || status === 403) {
    const names = Object.keys(headers).map((name) => name.toLowerCase())
    const hasSome = url.username !== '' || url.password !== '' || names.includes('authorization')
    const refusal = hasSome
      ? 'refuses the credentials: correct them'
      : 'asks for credentials: send `headers`'
    return `it answers, but ${refusal}, ${accept}`
  }
  if (typeof location === 'string') {
    return `it redirects to ${location}, which is not followed: ask for that, ${accept}`
  }
  return `it answers, but not as expected: correct what is asked for, ${accept}`
}

/** Whether it is an answer in HTTP, but not as it has to be. */
export function isMalformed(error: unknown): boolean {
  const { name } = Object(error) as { readonly name?: unknown }
  const isParsed = name === 'HTTPParserError' && !NO_HTTP.test(messageOf(error))
  const isMismatched = codeOf(error) === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'
  const isUnasked = codeOf(error) === CLOSED && UNASKED.test(messageOf(error))
  return isParsed || isMismatched || isUnasked
}

/** What to do about a request that was not answered, as far as its error tells. */
export function adviceOnError(error: unknown, { url }: HttpRequest): string | undefined {
  const code = codeOf(error)
  const { name } = Object(error) as { readonly name?: unknown }
  if (BAD_CERTIFICATE.test(code)) {
    return 'its certificate is not trusted, perhaps self-signed: give the one that signed it, `tls: { ca }`, or accept any, `tls: { rejectUnauthorized: false }`.'
  }
  if (url.protocol === 'https:' && NO_TLS.test(code)) {
    return 'it does not speak TLS: ask with `http:`, and without `tls`.'
  }
  if (isMalformed(error)) {
    return 'it answers, but not as HTTP demands: correct its answer, or wait for `tcp()`.'
  }
  if (url.protocol === 'http:' && (name === 'HTTPParserError' || code === CLOSED)) {
    return 'it does not answer in HTTP: if it speaks TLS, ask with `https:`, or say `tls: {}`; if it speaks another protocol, wait for `tcp()`.'
  }
  return undefined
}
