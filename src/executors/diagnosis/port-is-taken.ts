import type { FailureDetails } from './failure.ts'
import { isInTimeWait } from '../process/tree/listeners.ts'
import type { Evidence } from './evidence.ts'

/** Somebody else listens where the service wants to, or was to. */
export function portIsTaken(evidence: Evidence): string | undefined {
  const { complaint: addressComplaint, foreignListener, own, allowForeign = false } = evidence
  if (!addressComplaint && (!foreignListener || allowForeign)) return undefined
  const port = addressComplaint?.port ?? foreignListener?.port
  if (port === undefined) {
    return 'the address that it wants is taken: stop the process that holds it, or have the service listen elsewhere.'
  }
  const [other] = own
  if (other !== undefined && !own.includes(port)) {
    return `it wants port ${port}, which is taken, but ${other} is waited for: pass it port ${other}.`
  }
  return isInTimeWait(port)
    ? `port ${port} is held by closed connections in TIME_WAIT, for up to a minute: have the server set SO_REUSEADDR before it binds, or use another port.`
    : `port ${port} is taken: stop the process that holds it, or use another port.`
}

/** The port of its own that it could not have. */
export function takenPort({
  complaint: addressComplaint,
  foreignListener,
  own,
  allowForeign,
}: Evidence): FailureDetails {
  if (!addressComplaint && allowForeign) return {}
  if (foreignListener) return foreignListener
  const port = addressComplaint?.port
  return port !== undefined && own.includes(port) ? { port } : {}
}
