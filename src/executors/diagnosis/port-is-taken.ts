import type { Evidence } from './evidence.ts'

/** Somebody else listens where the service wants to, or was to. */
export function portIsTaken(evidence: Evidence): string | undefined {
  const { complaint, stranger, pending, allowForeign } = evidence
  if (!complaint && (!stranger || allowForeign)) return undefined
  const port = complaint?.port ?? stranger?.port
  if (port === undefined) {
    return 'the address that it wants is taken: stop the process that holds it, or have the service listen elsewhere.'
  }
  const wanted = pending.flatMap(({ address }) => address?.port ?? [])
  const [other] = wanted
  return other === undefined || wanted.includes(port)
    ? `port ${port} is taken: stop the process that holds it, or use another port.`
    : `it wants port ${port}, which is taken, but ${other} is waited for: pass it port ${other}.`
}
