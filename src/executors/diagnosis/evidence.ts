import type { PortHolder } from '../../errors.ts'
import type { DiagnosticContext } from './failure.ts'
import { foreignListener, isOccupied } from '../process/tree/listeners.ts'
import type { Listener } from '../process/tree/snapshot.ts'
import type { Check } from '../readiness/readiness.ts'
import { leavesOf, pendingChecks } from './checks.ts'
import { withoutDebugger } from './debugger.ts'
import { findAddressComplaint, type AddressComplaint } from './address-complaint.ts'

/** What hints are drawn from. */
export interface Evidence extends DiagnosticContext {
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
  readonly complaint: AddressComplaint | undefined
  /** Who else listens on a port that it was to listen on, or wanted to. */
  readonly foreignListener: ForeignListener | undefined
}

interface ForeignListener {
  readonly port: number
  readonly holder: PortHolder
}

export function collectEvidence(
  context: DiagnosticContext,
  printed: string = context.output.since(context.since),
): Evidence {
  const pending = pendingChecks(context)
  const { listeners: all = [], members = [] } = context.run?.snapshot ?? {}
  const listeners = withoutDebugger(all, printed)
  const own = ownPorts(context)
  const addressComplaint = complaintOf(printed, own)
  // Where its own processes are not known, nobody is known to be a stranger but by its own words.
  const isKnown = !context.run || context.run.snapshot !== undefined
  const wanted = isKnown ? own : []
  const foreignListener = foreignListenerOn([addressComplaint?.port, ...wanted], members)
  return {
    ...context,
    printed,
    own,
    pending,
    listeners,
    members,
    complaint: addressComplaint,
    foreignListener,
  }
}

/** Those that it was given, and those that it is waited for at. */
function ownPorts(context: DiagnosticContext): number[] {
  const checks = leavesOf({ ...context.goal, log: context.log })
  return [
    ...new Set([...(context.ports ?? []), ...checks.flatMap(({ address }) => address?.port ?? [])]),
  ]
}

/** Of another address it counts only where nothing else went wrong after it. */
function complaintOf(printed: string, own: readonly number[]): AddressComplaint | undefined {
  const addressComplaint = findAddressComplaint(printed, own)
  if (!addressComplaint) return undefined
  if (addressComplaint.port !== undefined) {
    return own.includes(addressComplaint.port) || addressComplaint.isLast
      ? addressComplaint
      : undefined
  }
  const port = own.find((one) => isOccupied(one) ?? true)
  return port !== undefined || addressComplaint.isLast ? { ...addressComplaint, port } : undefined
}

function foreignListenerOn(
  ports: readonly (number | undefined)[],
  members: readonly PortHolder[],
): ForeignListener | undefined {
  for (const port of new Set(ports)) {
    const holder = port === undefined ? undefined : foreignListener(port, members)
    if (port !== undefined && holder) return { port, holder }
  }
  return undefined
}
