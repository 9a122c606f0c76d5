import { URL } from 'node:url'
import { types } from 'node:util'
import {
  BOOLEAN,
  didYouMean,
  either,
  FUNCTION,
  HEADERS,
  MILLISECONDS,
  type Rule,
  type Rules,
  TEXT,
} from '../../options/rules.ts'
import type { HttpOptions, TlsOptions } from './http-options.ts'

const isStatus = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) >= 100 && Number(value) <= 599

export const HTTP_RULES: Rules<HttpOptions> = {
  method: {
    expected: 'an HTTP method such as "GET"',
    holds: (value) => typeof value === 'string' && /^[A-Z-]+$/.test(value),
    hint: (value) =>
      typeof value === 'string' && /^[a-z-]+$/i.test(value)
        ? didYouMean(value.toUpperCase())
        : undefined,
  },
  status: {
    expected: 'a status code from 100 to 599, a list of them, a RegExp or a function',
    holds: (value) =>
      isStatus(value) ||
      typeof value === 'function' ||
      types.isRegExp(value) ||
      (Array.isArray(value) && value.length > 0 && value.every(isStatus)),
  },
  headers: HEADERS,
  body: { expected: 'a string', holds: (value) => typeof value === 'string' },
  tls: {
    expected: 'an object with `ca` or `rejectUnauthorized`',
    holds: (value) => typeof value === 'object' && value !== null,
  },
  socketPath: either(TEXT, FUNCTION),
  where: FUNCTION,
  timeout: MILLISECONDS,
  interval: MILLISECONDS,
}

export const TLS_RULES: Rules<TlsOptions> = {
  rejectUnauthorized: BOOLEAN,
  ca: {
    expected: 'a PEM certificate, which begins with "-----BEGIN CERTIFICATE-----"',
    holds: (value) => typeof value === 'string' && value.includes('-----BEGIN'),
    hint: (value) => (typeof value === 'string' ? 'if this is a path, read the file' : undefined),
  },
}

export const TARGET: Rule = {
  expected: 'a path that begins with a slash, or an http: or https: URL',
  holds: (value) => typeof value === 'string' && (/^\/(?!\/)/.test(value) || isHttpUrl(value)),
  hint: (value) => (typeof value === 'string' ? didYouMean(targetMeantBy(value)) : undefined),
  shown: (value) => (typeof value === 'string' ? value.replace(/\/\/[^/@]*@/, '//***@') : value),
}

export function isHttpUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false
  return ['http:', 'https:'].includes(new URL(value).protocol)
}

/** `localhost:80/path` would parse as a URL with the scheme `localhost:`. */
function targetMeantBy(target: string): string | undefined {
  const isAddress = /^[\w.-]+:\d+(?:\/|$)/.test(target)
  if (isAddress) return `http://${target}`
  return /^[\w.-]/.test(target) && !target.includes(':') ? `/${target}` : undefined
}
