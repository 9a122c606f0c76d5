import type { Facts } from '../../errors.ts'
import { messageOf } from '../runtime/caught-error.ts'
import { describeHolder } from '../process/describe-run.ts'
import type { FailureDetails, DiagnosticContext } from './failure.ts'
import { describeChecks } from './checks.ts'
import { findAddressComplaint } from './address-complaint.ts'
import { collectEvidence } from './collect-evidence.ts'
import type { Evidence } from './evidence.ts'
import { waitsForDebugger } from './debugger.ts'
import { bufferedOutput, maybeBuffered, stillPrinting } from './timeout-hints.ts'
import { describeLastError } from './last-error.ts'
import {
  exitedCleanly,
  silentExit,
  scriptIsMissing,
  moduleKind,
  outputPaths,
  notExecuted,
} from './exit-hints.ts'
import { limitOf, limitReached } from './limits.ts'
import { listensElsewhere } from './listens-elsewhere.ts'
import { hintOfLookup, shellSyntax } from './lookup-hints.ts'
import { portIsTaken, takenPort } from './port-is-taken.ts'
import { environmentFacts } from './describe-changes.ts'

/** Advice for one common cause, if the evidence supports it. */
type Hint = (evidence: Evidence) => string | undefined

/** In order of certainty. */
interface Hints {
  /** If one of these gives advice, the cause is known. */
  readonly causes: readonly Hint[]
  readonly guesses: readonly Hint[]
}

/** Advice that follows from the result of a check alone, such as a status or a certificate. */
const adviceOfChecks: Hint = ({ pending }) => pending.map(({ log }) => log.advice).find(Boolean)

const ON_TIMEOUT: Hints = {
  causes: [
    portIsTaken,
    adviceOfChecks,
    waitsForDebugger,
    shellSyntax,
    listensElsewhere,
    bufferedOutput,
  ],
  guesses: [stillPrinting, maybeBuffered, ({ goal }) => goal.advice],
}

const ON_EXIT: Hints = {
  causes: [
    portIsTaken,
    shellSyntax,
    notExecuted,
    scriptIsMissing,
    moduleKind,
    outputPaths,
    limitReached,
  ],
  guesses: [exitedCleanly, silentExit],
}

/** The details of the error for a start that timed out. */
export function diagnoseTimeout(context: DiagnosticContext): FailureDetails {
  return detailsOf(collectEvidence(context), ON_TIMEOUT)
}

/** The details for a process that exited before it was ready. */
export function diagnoseExit(context: DiagnosticContext): FailureDetails {
  return detailsOf(collectEvidence(context), ON_EXIT)
}

/** The details for a process that could not be spawned. */
export function diagnoseStart(cause: unknown, context: DiagnosticContext): FailureDetails {
  const message = messageOf(cause)
  const evidence = findAddressComplaint(message) && collectEvidence(context, message)
  return {
    ...(evidence && takenPort(evidence)),
    facts: evidence && describeForeignListener(evidence),
    surroundings: environmentFacts(context),
    fix: hintOfLookup(cause, context) ?? limitOf(cause) ?? (evidence && portIsTaken(evidence)),
  }
}

function detailsOf(evidence: Evidence, { causes, guesses }: Hints): FailureDetails {
  const known = firstOf(causes, evidence)
  const reason = known === undefined ? describeLastError(evidence) : {}
  return {
    ...takenPort(evidence),
    facts: { ...reason, ...describeChecks(evidence), ...describeForeignListener(evidence) },
    surroundings: environmentFacts(evidence),
    fix: known ?? firstOf(guesses, evidence),
  }
}

function describeForeignListener({ foreignListener }: Evidence): Facts {
  return foreignListener
    ? { [`Port ${foreignListener.port}`]: `held by ${describeHolder(foreignListener.holder)}` }
    : {}
}

function firstOf(hints: readonly Hint[], evidence: Evidence): string | undefined {
  for (const hint of hints) {
    const fix = hint(evidence)
    if (fix !== undefined) return fix
  }
  return undefined
}
