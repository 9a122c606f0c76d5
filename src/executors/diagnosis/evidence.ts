import type { PortHolder } from '../../errors.ts'
import type { Listener } from '../process/tree/snapshot.ts'
import type { Check } from '../readiness/readiness.ts'
import type { AddressComplaint } from './address-complaint.ts'
import type { DiagnosticContext } from './failure.ts'

/** The input of all hints. */
export interface Evidence extends DiagnosticContext {
  /** The kept output of this start. */
  readonly printed: string
  /** The ports that were allocated for it or that its checks probe. */
  readonly own: readonly number[]
  /** The checks that did not pass. */
  readonly pending: readonly Check[]
  /** The listeners of its tree, without debuggers. */
  readonly listeners: readonly Listener[]
  readonly members: readonly PortHolder[]
  /** Its error message about an address in use, if that is why it failed. */
  readonly complaint: AddressComplaint | undefined
  /** Another process that listens on one of its ports, or on the port in the complaint. */
  readonly foreignListener: ForeignListener | undefined
}

export interface ForeignListener {
  readonly port: number
  readonly holder: PortHolder
}

/** The advice that fits any timeout, as a sentence after that of a hint. */
export function usualAdvice({ goal: { advice } }: Evidence): string {
  return advice.charAt(0).toUpperCase() + advice.slice(1)
}
