import type { PortHolder } from '../../errors.ts'
import type { Subject } from '../failure.ts'
import { foreignListener, isOccupied } from '../process/listeners.ts'
import type { Listener } from '../process/sighting.ts'
import type { Check } from '../readiness/readiness.ts'
import { leavesOf, pendingChecks } from './checks.ts'
import { withoutDebugger } from './debugger.ts'
import { complaintIn, type Complaint } from './complaint.ts'

/** What hints are drawn from. */
export interface Evidence extends Subject {
  /** All that is kept of what this start has printed. */
  readonly printed: string
  /** The ports that it was given, or is waited for at. */
  readonly own: readonly number[]
  /** The checks that did not hold. */
  readonly pending: readonly Check[]
  /** What its tree listened on, but for debuggers. */
  readonly listeners: readonly Listener[]
  readonly members: readonly PortHolder[]
  /** That it found an address taken, by its own words, if that is why it failed. */
  readonly complaint: Complaint | undefined
  /** Who else listens on a port that it was to listen on, or wanted to. */
  readonly stranger: Stranger | undefined
}

interface Stranger {
  readonly port: number
  readonly holder: PortHolder
}

export function gather(
  subject: Subject,
  printed: string = subject.output.since(subject.since),
): Evidence {
  const pending = pendingChecks(subject)
  const { listeners: all = [], members = [] } = subject.run?.sighting ?? {}
  const listeners = withoutDebugger(all, printed)
  const own = ownPorts(subject)
  const complaint = complaintOf(printed, own)
  // Where its own processes are not known, nobody is known to be a stranger but by its own words.
  const isKnown = !subject.run || subject.run.sighting !== undefined
  const wanted = isKnown ? own : []
  const stranger = strangerOn([complaint?.port, ...wanted], members)
  return { ...subject, printed, own, pending, listeners, members, complaint, stranger }
}

/** Those that it was given, and those that it is waited for at. */
function ownPorts(subject: Subject): number[] {
  const checks = leavesOf({ ...subject.expectation, log: subject.log })
  return [
    ...new Set([...(subject.ports ?? []), ...checks.flatMap(({ address }) => address?.port ?? [])]),
  ]
}

/** Of another address it counts only where nothing else went wrong after it. */
function complaintOf(printed: string, own: readonly number[]): Complaint | undefined {
  const complaint = complaintIn(printed, own)
  if (!complaint) return undefined
  if (complaint.port !== undefined) {
    return own.includes(complaint.port) || complaint.isLast ? complaint : undefined
  }
  const port = own.find((one) => isOccupied(one) ?? true)
  return port !== undefined || complaint.isLast ? { ...complaint, port } : undefined
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
