import type { Facts } from '../../errors.ts'
import type { Subject } from '../failure.ts'
import { describeChanges } from './changes.ts'

/** Where it ran, and with what. */
export function surroundingsOf({ settings, changes }: Subject): Facts {
  return { Directory: settings.cwd, Environment: describeChanges(changes, process.env) }
}
