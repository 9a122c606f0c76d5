import { process } from '../../executors/internal.ts'
import { readFileSync } from 'node:fs'

/** Users to run a server as instead of root, which PostgreSQL refuses. */
const USERS = ['postgres', 'nobody']

/** Returns the default user of a server. Only root needs another user. */
export function serverUser(): { readonly uid: string } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const known = new Set(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':')[0]),
  )
  return { uid: USERS.find((name) => known.has(name)) ?? 'nobody' }
}
