import type { PortHolder } from '../../errors.ts'
import type { Subject } from '../failure.ts'
import { foreignListener } from '../process/listeners.ts'
import type { Listener } from '../process/sighting.ts'
import type { Check } from '../readiness/readiness.ts'
import { pendingChecks } from './checks.ts'
import { complaintIn, type Complaint } from './complaint.ts'

/** What hints are drawn from. */
export interface Evidence extends Subject {
  /** The checks that did not hold. */
  readonly pending: readonly Check[]
  /** What its tree listened on. */
  readonly listeners: readonly Listener[]
  readonly members: readonly PortHolder[]
  /** That it found an address taken, by its own words. */
  readonly complaint: Complaint | undefined
  /** Who else listens on a port that it was to listen on, or wanted to. */
  readonly stranger: Stranger | undefined
}

interface Stranger {
  readonly port: number
  readonly holder: PortHolder
}

export function gather(subject: Subject): Evidence {
  const pending = pendingChecks(subject)
  const { listeners = [], members = [] } = subject.run?.sighting ?? {}
  const complaint = complaintIn(subject.outputTail)
  // Where its own processes are not known, nobody is known to be a stranger but by its own words.
  const isKnown = !subject.run || subject.run.sighting !== undefined
  const wanted = isKnown ? pending.map(({ address }) => address?.port) : []
  const stranger = strangerOn([complaint?.port, ...wanted], members)
  return { ...subject, pending, listeners, members, complaint, stranger }
}

function strangerOn(
  ports: readonly (number | undefined)[],
  members: readonly PortHolder[],
): Stranger | undefined {
  for (const port of new Set(ports)) {
    const holder = port === undefined ? undefined : foreignListener(port, members)
    if (port !== undefined && holder) return { port, holder }
  }
  return undefined
}
