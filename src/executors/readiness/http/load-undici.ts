import type * as undici from 'undici'
import { requireNatively } from '../../runtime/native-require.ts'

/** Loads undici, which takes a while the first time. */
export async function loadUndici(): Promise<typeof undici> {
  return requireNatively('undici') as typeof undici
}
