import type { Evidence, ForeignListener } from './evidence.ts'
import type { PortHolder } from '../../errors.ts'
import type { DiagnosticContext } from './failure.ts'
import { foreignListener, isOccupied } from '../process/tree/listeners.ts'
import { allChecks, pendingChecks } from './checks.ts'
import { withoutDebugger } from './debugger.ts'
import { findAddressComplaint, type AddressComplaint } from './address-complaint.ts'

export function collectEvidence(
  context: DiagnosticContext,
  printed: string = context.output.since(context.since),
): Evidence {
  const pending = pendingChecks(context)
  const { listeners: all = [], members = [] } = context.run?.process?.snapshot ?? {}
  const listeners = withoutDebugger(all, printed)
  const own = ownPorts(context)
  const complaint = complaintOf(printed, own)
  // If its own processes are unknown, only its own message can show that another process has the port.
  const isKnown = !context.run || context.run.process?.snapshot !== undefined
  const wanted = isKnown ? own : []
  const foreignListener = foreignListenerOn([complaint?.port, ...wanted], members)
  return {
    ...context,
    printed,
    own,
    pending,
    listeners,
    members,
    complaint,
    foreignListener,
  }
}

/** The allocated ports and those that its checks probe. */
function ownPorts(context: DiagnosticContext): number[] {
  const probed = allChecks(context).flatMap(({ address }) => address?.port ?? [])
  return [...new Set([...(context.ports ?? []), ...probed])]
}

/** A complaint about a foreign address counts only if no other error followed. */
function complaintOf(printed: string, own: readonly number[]): AddressComplaint | undefined {
  const complaint = findAddressComplaint(printed, own)
  if (!complaint) return undefined
  const { isLast } = complaint
  if (complaint.port !== undefined) {
    return own.includes(complaint.port) || isLast ? complaint : undefined
  }
  const port = own.find((one) => isOccupied(one) ?? true)
  return port !== undefined || isLast ? { port, isLast } : undefined
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
