import type { FailureDetails } from './failure.ts'
import { isInTimeWait } from '../process/tree/listeners.ts'
import type { Evidence } from './evidence.ts'

/** Another process listens on the port of the service. */
export function portIsTaken(evidence: Evidence): string | undefined {
  const { complaint, foreignListener, own, allowForeign = false } = evidence
  if (!complaint && (!foreignListener || allowForeign)) return undefined
  const port = complaint?.port ?? foreignListener?.port
  if (port === undefined) {
    return 'its address is already in use: stop the process that uses it, or make the service listen elsewhere.'
  }
  const [other] = own
  if (other !== undefined && !own.includes(port)) {
    return `it tries to use port ${port}, which is taken, but it is expected on port ${other}: pass port ${other} to it.`
  }
  return isInTimeWait(port)
    ? `port ${port} is held by closed connections in TIME_WAIT, for up to a minute: make the server set SO_REUSEADDR before it binds, or use another port.`
    : `port ${port} is taken: stop the process that holds it, or use another port.`
}

/** The port that another process holds. */
export function takenPort({
  complaint,
  foreignListener,
  own,
  allowForeign,
}: Evidence): FailureDetails {
  if (!complaint && allowForeign) return {}
  if (foreignListener) return foreignListener
  const port = complaint?.port
  return port !== undefined && own.includes(port) ? { port } : {}
}
