import { maskedText } from '../secrets/mask.ts'

/** Where one connects to. */
export interface Address {
  readonly host: string
  readonly port: number
}

const LOOPBACKS = ['127.0.0.1', '::1']

/** `localhost` and whatever ends with it mean this machine (RFC 6761), whatever a name server says. */
const LOOPBACK_NAME = /^(?:.+\.)?localhost\.?$/i

/** The addresses to try: both loopbacks for the names of this machine, else the host itself. */
export function addressesOf(host: string): readonly string[] {
  return LOOPBACK_NAME.test(host) ? LOOPBACKS : [host]
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

/** An IPv6 address stands in brackets where a port may follow. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

export function describeAddress({ host, port }: Address): string {
  return `${bracketed(host)}:${port}`
}

/** A URL as messages may show it: without its user and password, and secret parameters. */
export function withoutPassword(url: URL): string {
  const shown = new URL(url)
  shown.username = ''
  shown.password = ''
  return maskedText(shown.href)
}
