import type { PortHolder } from '../../errors.ts'
import type { Listener } from '../process/tree/snapshot.ts'
import type { Check } from '../readiness/readiness.ts'
import type { AddressComplaint } from './address-complaint.ts'
import type { DiagnosticContext } from './failure.ts'

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

export interface ForeignListener {
  readonly port: number
  readonly holder: PortHolder
}
