import type { Facts } from '../../errors.ts'
import { messageOf } from '../runtime/caught-error.ts'
import { describeHolder } from '../process/describe-run.ts'
import type { FailureDetails, DiagnosticContext } from './failure.ts'
import { describeChecks } from './checks.ts'
import { findAddressComplaint } from './address-complaint.ts'
import { silentExit } from './silent-exit.ts'
import { collectEvidence } from './collect-evidence.ts'
import { type Evidence } from './evidence.ts'
import { adviceOfChecks } from './advice-of-checks.ts'
import { waitsForDebugger } from './debugger.ts'
import { bufferedOutput, maybeBuffered } from './buffered-output.ts'
import { describeLastError } from './last-error.ts'
import { exitedCleanly } from './exited-cleanly.ts'
import { limitOf, limitReached } from './limits.ts'
import { listensElsewhere } from './listens-elsewhere.ts'
import { hintOfLookup } from './lookup-hints.ts'
import { moduleKind } from './module-kind.ts'
import { notExecuted } from './not-executed.ts'
import { outputPaths } from './output-paths.ts'
import { portIsTaken, takenPort } from './port-is-taken.ts'
import { scriptIsMissing } from './script-is-missing.ts'
import { shellSyntax } from './shell-syntax.ts'
import { stillPrinting } from './still-printing.ts'
import { environmentFacts } from './environment-facts.ts'

/** What to do about one usual cause, where the evidence speaks for it. */
type Hint = (evidence: Evidence) => string | undefined

/** The surest first. */
interface Hints {
  /** Where one of these speaks, the cause is known. */
  readonly causes: readonly Hint[]
  readonly guesses: readonly Hint[]
}

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

/** What the error of a start that took too long tells, besides its summary. */
export function diagnoseTimeout(context: DiagnosticContext): FailureDetails {
  return detailsOf(collectEvidence(context), ON_TIMEOUT)
}

/** The same, of one whose process ended before it was ready. */
export function diagnoseExit(context: DiagnosticContext): FailureDetails {
  return detailsOf(collectEvidence(context), ON_EXIT)
}

/** The same, of one that could not be started at all. */
export function diagnoseStart(cause: unknown, context: DiagnosticContext): FailureDetails {
  const words = messageOf(cause)
  const evidence = findAddressComplaint(words) && collectEvidence(context, words)
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
