import type { Facts } from '../../errors.ts'
import type { Subject } from '../failure.ts'
import { describeChanges } from './changes.ts'
import { process } from '../host.ts'

/** Where it ran, and with what. */
export function surroundingsOf({ command, settings, changes }: Subject): Facts {
  if (!command) return {}
  return { Directory: settings.cwd, Environment: describeChanges(changes, process.env) }
}
