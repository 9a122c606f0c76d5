import { isIP } from 'node:net'
import type { Client } from 'undici'
import { requireNatively } from '../../runtime/native-require.ts'

type Undici = Readonly<{ Client: typeof Client }>

/** Loads undici, which takes a while the first time. So does Node's pattern of IP addresses, which undici needs. */
export async function loadUndici(): Promise<Undici> {
  isIP('localhost')
  try {
    return requireParts()
  } catch {
    // The user may have chosen another version, whose files have other names.
    return requireNatively('undici') as Undici
  }
}

/** The two files that a check needs. All of undici takes three times as long, and the worker stands still meanwhile. */
function requireParts(): Undici {
  const Base = requireNatively('undici/lib/dispatcher/client.js') as typeof Client
  const request = requireNatively('undici/lib/api/api-request.js') as Client['request']
  class RequestClient extends Base {}
  RequestClient.prototype.request = request
  return { Client: RequestClient }
}
