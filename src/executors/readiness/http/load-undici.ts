import { isIP } from 'node:net'
import type * as undici from 'undici'
import { requireNatively } from '../../runtime/native-require.ts'

/** Loads undici, which takes a while the first time. So does Node's pattern of IP addresses, which undici needs. */
export async function loadUndici(): Promise<typeof undici> {
  isIP('localhost')
  return requireNatively('undici') as typeof undici
}
