import type { Facts } from '../../errors.ts'
import type { DiagnosticContext } from '../failure.ts'
import { describeChanges } from './changes.ts'
import { process } from '../host.ts'

/** Where it ran, and with what. */
export function environmentFacts({ command, settings, changes }: DiagnosticContext): Facts {
  if (!command) return {}
  return { Directory: settings.cwd, Environment: describeChanges(changes, process.env) }
}
