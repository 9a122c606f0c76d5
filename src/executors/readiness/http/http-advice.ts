import { codeOf, messageOf } from '../../runtime/caught-error.ts'
import { maskedText } from '../../secrets/mask.ts'
import type { HttpRequest } from './http-options.ts'

const BAD_CERTIFICATE =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+|ERR_TLS_CERT_\w+)$/
const NO_TLS = /^(?:EPROTO|ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG))$/
const CLOSED = 'UND_ERR_SOCKET'
/** The message of undici for a response that does not begin like HTTP. */
const NO_HTTP = /\(Expected HTTP\//
/** The messages of undici for status 100 or 101. */
const UNEXPECTED_STATUS = /^bad (?:response|upgrade)$/

/** Advice for a response with an unexpected status. */
export function adviceOnStatus(
  status: number,
  location: unknown,
  { method, url, headers = {} }: HttpRequest,
): string {
  const { pathname } = url
  const accept = `or accept this status with \`status: ${status}\`.`
  if (status === 404) {
    return `it answers, but does not have ${pathname}: request an existing path, ${accept}`
  }
  if (status === 405) {
    const other = method === 'GET' ? 'use another `method`' : "use `method: 'GET'`"
    return `it answers, but does not allow ${method} ${pathname}: ${other}, ${accept}`
  }
  if (status === 401 || status === 403) {
    const names = Object.keys(headers).map((name) => name.toLowerCase())
    const hasCredentials =
      url.username !== '' || url.password !== '' || names.includes('authorization')
    const refusal = hasCredentials
      ? 'rejects the credentials: correct them'
      : 'requires credentials: send them in `headers`'
    return `it answers, but ${refusal}, ${accept}`
  }
  if (typeof location === 'string') {
    return `it redirects to ${maskedText(location)}, and redirects are not followed: request that URL, ${accept}`
  }
  return `it answers with an unexpected status: correct the request, ${accept}`
}

/** Whether the response is HTTP, but invalid. */
export function isMalformed(error: unknown): boolean {
  const { name } = Object(error) as { readonly name?: unknown }
  const isParsed = name === 'HTTPParserError' && !NO_HTTP.test(messageOf(error))
  const isMismatched = codeOf(error) === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'
  const isUnexpected = codeOf(error) === CLOSED && UNEXPECTED_STATUS.test(messageOf(error))
  return isParsed || isMismatched || isUnexpected
}

/** Advice for a request without a valid response. */
export function adviceOnError(error: unknown, { url }: HttpRequest): string | undefined {
  const code = codeOf(error)
  const { name } = Object(error) as { readonly name?: unknown }
  if (BAD_CERTIFICATE.test(code)) {
    return 'its certificate is not trusted (it may be self-signed): pass its CA certificate with `tls: { ca }`, or accept any certificate with `tls: { rejectUnauthorized: false }`.'
  }
  if (url.protocol === 'https:' && NO_TLS.test(code)) {
    return 'it does not speak TLS: use `http:`, without `tls`.'
  }
  if (isMalformed(error)) {
    return 'its response is not valid HTTP: fix the response, or wait for `tcp()`.'
  }
  if (url.protocol === 'http:' && (name === 'HTTPParserError' || code === CLOSED)) {
    return 'it does not speak plain HTTP: if it speaks TLS, use `https:` or `tls: {}`; if it speaks another protocol, wait for `tcp()`.'
  }
  return undefined
}
