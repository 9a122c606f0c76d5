import type { Facts } from '../../errors.ts'
import type { DiagnosticContext } from './failure.ts'
import { describeChanges } from './describe-changes.ts'
import { process } from '../runtime/host.ts'

/** The working directory and the changed variables. */
export function environmentFacts({ command, settings, changes }: DiagnosticContext): Facts {
  if (!command) return {}
  return { Directory: settings.cwd, Environment: describeChanges(changes, process.env) }
}
