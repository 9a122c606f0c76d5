import { URL } from 'node:url'
import { maskedText } from '../secrets/mask.ts'

export interface Address {
  readonly host: string
  readonly port: number
}

const LOOPBACKS = ['127.0.0.1', '::1']

/** `localhost` and names that end with `.localhost` always mean this machine (RFC 6761). */
const LOOPBACK_NAME = /^(?:.+\.)?localhost\.?$/i

/** The addresses to try: both loopbacks for a loopback name, otherwise the host itself. */
export function addressesOf(host: string): readonly string[] {
  return LOOPBACK_NAME.test(host) ? LOOPBACKS : [host]
}

/** For protocols unknown to the URL parser, and those whose default port it strips from a URL. */
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

/** The host name. A URL writes an IPv6 address in brackets, which nothing else accepts. */
export function bare(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}

/** An IPv6 address needs brackets where a port can follow. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

export function describeAddress({ host, port }: Address): string {
  return `${bracketed(host)}:${port}`
}

/** A URL that is safe to show in messages: without credentials or secret parameters. */
export function withoutPassword(url: URL): string {
  const shown = new URL(url)
  shown.username = ''
  shown.password = ''
  return maskedText(shown.href)
}
